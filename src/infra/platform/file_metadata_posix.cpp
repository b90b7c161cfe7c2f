#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "infra/platform/file_metadata.h"
#include "infra/platform/file_status.h"
#include "infra/platform/posix_calls.h"
#include "infra/platform/system_error.h"

namespace tl {

using posix::systemPath;

void setOwner(const std::string& path, std::uint32_t userId, std::uint32_t groupId) {
    if (::lchown(systemPath(path), userId, groupId) != 0)
        throwSystemError(errno, "set the owner of", path);
}

void setTimes(const std::string& path, WallTime accessed, WallTime modified) {
    const struct ::timespec times[] = {posix::toTimespec(accessed), posix::toTimespec(modified)};
    if (::utimensat(AT_FDCWD, systemPath(path), times, AT_SYMLINK_NOFOLLOW) != 0)
        throwSystemError(errno, "set the times of", path);
}

void setPermissions(const std::string& path, std::uint32_t permissionBits) {
    posix::setPermissionsAt(AT_FDCWD, path, permissionBits, [&path] { return path; });
}

}  // namespace tl
