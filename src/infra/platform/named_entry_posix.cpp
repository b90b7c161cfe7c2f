#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "infra/errors/printable.h"
#include "infra/platform/file_system.h"
#include "infra/platform/named_entry.h"
#include "infra/platform/posix_calls.h"
#include "infra/platform/system_error.h"

namespace tl {

bool NamedEntry::isPlain(std::string_view name) noexcept {
    constexpr std::string_view kForbidden{"/\0", 2};
    return !name.empty() && name != "." && name != ".." &&
           name.find_first_of(kForbidden) == std::string_view::npos;
}

NamedEntry::NamedEntry(const Directory& folder, const std::string& name)
    : folder_{folder},
      name_{name} {
    if (!isPlain(name))
        throw Error{ErrorKind::InvalidInput, "not a name for a file: " + quoted(name)};
}

std::string NamedEntry::path() const {
    return posix::joined(folder_.path(), name_);
}

void NamedEntry::fail(const char* what) const {
    const int errorNumber = errno;
    throwSystemError(errorNumber, what, path());
}

std::string NamedEntry::systemPath() const {
    // Only Linux 6.13 has calls for extended attributes that take a folder's descriptor.
    static const bool hasProc = exists("/proc/self/fd");
    if (!hasProc) return path();
    return "/proc/self/fd/" + std::to_string(folder_.descriptor()) + '/' + name_;
}

File NamedEntry::createFile(std::uint32_t permissionBits) const {
    constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;
    const int opened = posix::openAt(folder_.descriptor(), name_, kFlags, permissionBits);
    if (opened < 0) fail("create");
    return File::fromDescriptor(opened, path());
}

File NamedEntry::openFile() const {
    // O_NONBLOCK: a fifo that took the file's place must not hold us up.
    constexpr int kFlags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    const int opened = posix::openAt(folder_.descriptor(), name_, kFlags);
    if (opened < 0) fail("open for writing");
    File file = File::fromDescriptor(opened, path());
    if (file.status().kind != FileKind::Regular)
        throw Error{ErrorKind::InvalidInput, "not a regular file: " + quoted(path())};
    return file;
}

void NamedEntry::makeDirectory(std::uint32_t permissionBits) const {
    if (::mkdirat(folder_.descriptor(), name_.c_str(), permissionBits) != 0)
        fail("make the folder");
}

void NamedEntry::makeSymlink(const std::string& target) const {
    if (::symlinkat(posix::systemPath(target), folder_.descriptor(), name_.c_str()) != 0)
        fail("make the link");
}

void NamedEntry::makeFifo(std::uint32_t permissionBits) const {
    if (::mkfifoat(folder_.descriptor(), name_.c_str(), permissionBits) != 0) fail("make the fifo");
}

void NamedEntry::makeDevice(FileKind kind,
                            std::uint32_t permissionBits,
                            std::uint64_t device) const {
    const ::mode_t type = kind == FileKind::BlockDevice ? S_IFBLK : S_IFCHR;
    if (::mknodat(folder_.descriptor(), name_.c_str(), type | permissionBits, device) != 0)
        fail("make the device");
}

void NamedEntry::makeHardLinkTo(const NamedEntry& existing) const {
    if (::linkat(existing.folder_.descriptor(), existing.name_.c_str(), folder_.descriptor(),
                 name_.c_str(), 0) != 0)
        fail("make the hard link");
}

bool NamedEntry::removeFile() const {
    if (::unlinkat(folder_.descriptor(), name_.c_str(), 0) == 0) return true;
    if (posix::isMissing(errno)) return false;
    fail("remove");
}

bool NamedEntry::removeDirectory() const {
    if (::unlinkat(folder_.descriptor(), name_.c_str(), AT_REMOVEDIR) == 0) return true;
    if (errno == ENOENT) return false;
    fail("remove the folder");
}

void NamedEntry::moveTo(const NamedEntry& place) const {
    if (::renameat(folder_.descriptor(), name_.c_str(), place.folder_.descriptor(),
                   place.name_.c_str()) != 0)
        fail("rename");
}

void NamedEntry::moveToNew(const NamedEntry& place) const {
    if (posix::renameToNewAt(folder_.descriptor(), name_, place.folder_.descriptor(), place.name_))
        return;
    if (errno == EEXIST) place.fail("rename to");
    fail("rename");
}

void NamedEntry::setOwner(std::uint32_t userId, std::uint32_t groupId) const {
    if (::fchownat(folder_.descriptor(), name_.c_str(), userId, groupId, AT_SYMLINK_NOFOLLOW) != 0)
        fail("set the owner of");
}

void NamedEntry::setPermissions(std::uint32_t permissionBits) const {
    posix::setPermissionsAt(folder_.descriptor(), name_, permissionBits, [this] { return path(); });
}

void NamedEntry::setTimes(WallTime accessed, WallTime modified) const {
    const struct ::timespec times[] = {posix::toTimespec(accessed), posix::toTimespec(modified)};
    if (::utimensat(folder_.descriptor(), name_.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
        fail("set the times of");
}

}  // namespace tl
