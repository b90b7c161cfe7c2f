// What the file system knows about a file, besides its content.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "infra/platform/clock.h"

namespace tl {

enum class FileKind : std::uint8_t {
    Regular,
    Directory,
    Symlink,
    BlockDevice,
    CharacterDevice,
    Fifo,
    Socket,
    Other,
};

/// Whether a symbolic link at the end of a path stands for its target or for itself. Links in the
/// folders on the way are always followed.
enum class Follow : std::uint8_t { No, Yes };

struct FileStatus {
    FileKind kind = FileKind::Other;
    std::uint32_t permissionBits = 0;  ///< Of 07777: rwx, setuid, setgid, sticky.
    std::uint32_t userId = 0;
    std::uint32_t groupId = 0;
    std::uint64_t inode = 0;
    std::uint64_t deviceId = 0;  ///< The file system it is on: st_dev as the C library has it.
    std::uint64_t device = 0;    ///< What a device file stands for: st_rdev.
    std::uint64_t links = 0;     ///< How many names the file has.
    std::uint64_t sizeBytes = 0;
    std::uint64_t allocatedBytes = 0;  ///< On disk; less than the size when there are holes.
    WallTime modified;                 ///< When the content last changed.
    WallTime accessed;                 ///< When the content was last read.
    WallTime changed;                  ///< When the content or anything in here last changed.
    bool operator==(const FileStatus&) const = default;
};

/// **Errors:** NotFound, PermissionDenied, Unavailable, InvalidInput (the path is too long, its
/// links form a circle).
[[nodiscard]] FileStatus readStatus(const std::string& path, Follow follow);

/// Nothing when there is no such file. **Errors:** as readStatus, without NotFound.
[[nodiscard]] std::optional<FileStatus> tryReadStatus(const std::string& path, Follow follow);

}  // namespace tl
