#include "infra/platform/posix_calls.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/system_error.h"

namespace tl::posix {

const char* systemPath(const std::string& path) {
    if (path.find('\0') != std::string::npos)
        throw Error{ErrorKind::InvalidInput, "file name with a zero byte: " + quoted(path)};
    return path.c_str();
}

int openAt(int folder, const std::string& path, int flags, ::mode_t mode) {
    const char* name = systemPath(path);
    while (true) {
        const int descriptor = ::openat(folder, name, flags | O_CLOEXEC, mode);
        if (descriptor >= 0 || errno != EINTR) return descriptor;
    }
}

int openSourceAt(int folder, const std::string& path) {
    constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    const int descriptor = openAt(folder, path, kFlags | O_NOATIME);
    // Only the owner and root may leave the access time alone.
    if (descriptor < 0 && errno == EPERM) return openAt(folder, path, kFlags);
    return descriptor;
}

bool isMissing(int errorNumber) {
    // ENOTDIR: a folder on the way has become a file.
    return errorNumber == ENOENT || errorNumber == ENOTDIR;
}

std::optional<FileStatus> tryStatusAt(int folder,
                                      const std::string& path,
                                      Follow follow,
                                      const std::function<std::string()>& shownPath) {
    struct ::stat status {};
    const int flags = follow == Follow::Yes ? 0 : AT_SYMLINK_NOFOLLOW;
    if (::fstatat(folder, systemPath(path), &status, flags) == 0) return toFileStatus(status);
    const int errorNumber = errno;
    if (isMissing(errorNumber)) return std::nullopt;
    throwSystemError(errorNumber, "read the status of", shownPath());
}

std::string readLinkAt(int folder, const std::string& path, const std::string& shownPath) {
    const char* name = systemPath(path);
    std::string target(256, '\0');
    while (true) {
        const ssize_t length = ::readlinkat(folder, name, target.data(), target.size());
        if (length < 0) throwSystemError(errno, "read the link", shownPath);
        const auto size = static_cast<std::size_t>(length);
        // A full buffer may hold a cut target.
        if (size < target.size()) {
            target.resize(size);
            return target;
        }
        target.resize(target.size() * 4);
    }
}

namespace {

/// For file systems without RENAME_NOREPLACE: a second name cannot replace a file either.
bool renameThroughLinkAt(int fromFolder, const char* from, int toFolder, const char* to) {
    if (::linkat(fromFolder, from, toFolder, to, 0) == 0)
        return ::unlinkat(fromFolder, from, 0) == 0;
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS) return false;
    // No hard links either, as on FAT.
    struct ::stat status {};
    if (::fstatat(toFolder, to, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return errno == ENOENT && ::renameat(fromFolder, from, toFolder, to) == 0;
}

}  // namespace

bool renameToNewAt(int fromFolder, const std::string& from, int toFolder, const std::string& to) {
    const char* oldName = systemPath(from);
    const char* newName = systemPath(to);
    if (::renameat2(fromFolder, oldName, toFolder, newName, RENAME_NOREPLACE) == 0) return true;
    // EINVAL is how a file system says that it knows no such flag; NFS does.
    if (errno != EINVAL && errno != ENOSYS) return false;
    return renameThroughLinkAt(fromFolder, oldName, toFolder, newName);
}

void setPermissionsAt(int folder,
                      const std::string& path,
                      ::mode_t permissionBits,
                      const std::function<std::string()>& shownPath) {
    const char* name = systemPath(path);
    if (::fchmodat(folder, name, permissionBits, AT_SYMLINK_NOFOLLOW) == 0) return;
    int errorNumber = errno;
    // The C library needs /proc for this, and a chroot may have none.
    const auto status =
        errorNumber == EOPNOTSUPP ? tryStatusAt(folder, path, Follow::No, shownPath) : std::nullopt;
    if (status && status->kind != FileKind::Symlink) {
        if (::fchmodat(folder, name, permissionBits, 0) == 0) return;
        errorNumber = errno;
    }
    throwSystemError(errorNumber, "set the permissions of", shownPath());
}

FileKind toFileKind(::mode_t mode) {
    switch (mode & S_IFMT) {
        case S_IFREG:
            return FileKind::Regular;
        case S_IFDIR:
            return FileKind::Directory;
        case S_IFLNK:
            return FileKind::Symlink;
        case S_IFBLK:
            return FileKind::BlockDevice;
        case S_IFCHR:
            return FileKind::CharacterDevice;
        case S_IFIFO:
            return FileKind::Fifo;
        case S_IFSOCK:
            return FileKind::Socket;
        default:
            return FileKind::Other;
    }
}

namespace {

WallTime toWallTime(const struct ::timespec& time) {
    return {time.tv_sec, static_cast<std::int32_t>(time.tv_nsec)};
}

}  // namespace

FileStatus toFileStatus(const struct ::stat& status) {
    constexpr std::uint64_t kBlockBytes = 512;  // The unit of st_blocks, on every system.
    return {.kind = toFileKind(status.st_mode),
            .permissionBits = status.st_mode & 07777U,
            .userId = status.st_uid,
            .groupId = status.st_gid,
            .inode = status.st_ino,
            .deviceId = status.st_dev,
            .device = status.st_rdev,
            .links = status.st_nlink,
            .sizeBytes = static_cast<std::uint64_t>(status.st_size),
            .allocatedBytes = static_cast<std::uint64_t>(status.st_blocks) * kBlockBytes,
            .modified = toWallTime(status.st_mtim),
            .accessed = toWallTime(status.st_atim),
            .changed = toWallTime(status.st_ctim)};
}

struct ::timespec toTimespec(WallTime time) {
    struct ::timespec converted {};
    converted.tv_sec = time.seconds;
    converted.tv_nsec = time.nanoseconds;
    return converted;
}

std::string joined(const std::string& folder, const std::string& name) {
    return folder.ends_with('/') ? folder + name : folder + '/' + name;
}

}  // namespace tl::posix
