#include <cerrno>

#include <fcntl.h>

#include "infra/platform/file_status.h"
#include "infra/platform/posix_calls.h"
#include "infra/platform/system_error.h"

namespace tl {

FileStatus readStatus(const std::string& path, Follow follow) {
    const auto status = tryReadStatus(path, follow);
    if (!status) throwSystemError(ENOENT, "read the status of", path);
    return *status;
}

std::optional<FileStatus> tryReadStatus(const std::string& path, Follow follow) {
    return posix::tryStatusAt(AT_FDCWD, path, follow, [&] { return path; });
}

}  // namespace tl
