// What the POSIX files of this folder share. Nobody else includes this.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include <sys/stat.h>
#include <sys/types.h>

#include "infra/platform/clock.h"
#include "infra/platform/file_status.h"

namespace tl::posix {

/// `path` for a system call. **Errors:** InvalidInput when it holds a zero byte, at which the
/// kernel would cut it to the name of another file.
[[nodiscard]] const char* systemPath(const std::string& path);

/// openat with O_CLOEXEC, repeated when a signal interrupts it. -1 and errno on failure.
[[nodiscard]] int openAt(int folder, const std::string& path, int flags, ::mode_t mode = 0);

/// Opens a file to be backed up: links are not followed, a fifo does not block, and reading leaves
/// the access time alone where the system lets us. -1 and errno on failure.
[[nodiscard]] int openSourceAt(int folder, const std::string& path);

/// Whether an errno says that there is no such file.
[[nodiscard]] bool isMissing(int errorNumber);

/// Nothing when there is no such file. `shownPath` makes the path for messages.
/// **Errors:** as readStatus.
[[nodiscard]] std::optional<FileStatus> tryStatusAt(int folder,
                                                    const std::string& path,
                                                    Follow follow,
                                                    const std::function<std::string()>& shownPath);

/// **Errors:** as readLink. `shownPath` is for messages.
[[nodiscard]] std::string readLinkAt(int folder,
                                     const std::string& path,
                                     const std::string& shownPath);

/// **Errors:** as setPermissions. `shownPath` makes the path for messages.
void setPermissionsAt(int folder,
                      const std::string& path,
                      ::mode_t permissionBits,
                      const std::function<std::string()>& shownPath);

/// Renames, but never replaces what is there. Where the file system offers no such call, nor hard
/// links, two processes that do this at the same instant may still both succeed. False and errno on
/// failure.
[[nodiscard]] bool renameToNewAt(int fromFolder,
                                 const std::string& from,
                                 int toFolder,
                                 const std::string& to);

[[nodiscard]] FileStatus toFileStatus(const struct ::stat& status);
[[nodiscard]] FileKind toFileKind(::mode_t mode);
[[nodiscard]] struct ::timespec toTimespec(WallTime time);

/// `folder` and `name` joined by a slash.
[[nodiscard]] std::string joined(const std::string& folder, const std::string& name);

}  // namespace tl::posix
