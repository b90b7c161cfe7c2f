#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/directory.h"
#include "infra/platform/environment.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"
#include "infra/platform/posix_calls.h"
#include "infra/platform/system_error.h"

namespace tl {

using posix::systemPath;

namespace {

/// statfs(2) names file systems by these; <linux/magic.h> lacks the last ones.
constexpr decltype(::statfs::f_type) kLocalFileSystems[] = {
    EXT4_SUPER_MAGIC,  // ext2 and ext3, too
    XFS_SUPER_MAGIC,  BTRFS_SUPER_MAGIC,     F2FS_SUPER_MAGIC,
    TMPFS_MAGIC,      OVERLAYFS_SUPER_MAGIC, MSDOS_SUPER_MAGIC,
    0x2011BAB0,  // exFAT
    0x7366746E,  // NTFS by the kernel's own driver
    0x2FC12FC1,  // ZFS
    0xCA451A4E,  // bcachefs
};

std::string folderAbove(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string readAll(File& file, std::size_t sizeMax) {
    // The size may be unknown (in /proc it is 0) or change: only reading tells.
    constexpr std::size_t kStepBytes = std::size_t{64} << 10U;
    std::string content;
    while (true) {
        const std::size_t before = content.size();
        content.resize(before + std::max(kStepBytes, before));
        const std::span<char> room{content.data() + before, content.size() - before};
        const std::size_t got = file.read(std::as_writable_bytes(room));
        content.resize(before + got);
        if (content.size() > sizeMax)
            throw Error{ErrorKind::InvalidInput, "file is larger than " + std::to_string(sizeMax) +
                                                     " bytes: " + quoted(file.path())};
        if (got < room.size()) return content;
    }
}

void removeEntry(const Directory& folder, const DirectoryEntry& entry);

void removeEntriesOf(const Directory& folder) {
    for (const DirectoryEntry& entry : folder.entries())
        removeEntry(folder, entry);
}

void removeEntry(const Directory& folder, const DirectoryEntry& entry) {
    const auto throwUnlessGone = [&] {
        const int errorNumber = errno;
        if (errorNumber == ENOENT) return;
        throwSystemError(errorNumber, "remove", posix::joined(folder.path(), entry.name));
    };
    if (entry.kind != FileKind::Directory) {
        if (::unlinkat(folder.descriptor(), entry.name.c_str(), 0) == 0) return;
        // Where the file system does not say what an entry is, this tells.
        if (errno != EISDIR) return throwUnlessGone();
    }
    removeEntriesOf(folder.openSub(entry.name));
    if (::unlinkat(folder.descriptor(), entry.name.c_str(), AT_REMOVEDIR) != 0) throwUnlessGone();
}

}  // namespace

std::string readFile(const std::string& path, std::size_t sizeMax) {
    File file = File::openForReading(path, Follow::Yes);
    return readAll(file, sizeMax);
}

std::optional<std::string> tryReadFile(const std::string& path, std::size_t sizeMax) {
    auto file = File::tryOpenForReading(path);
    if (!file) return std::nullopt;
    return readAll(*file, sizeMax);
}

void writeFile(const std::string& path, std::string_view content) {
    constexpr ::mode_t kOwnerOnly = 0600;
    const int opened = posix::openAt(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, kOwnerOnly);
    if (opened < 0) throwSystemError(errno, "open for writing", path);
    File file = File::fromDescriptor(opened, path);
    file.writeAll(std::as_bytes(std::span{content}));
    file.close();
}

bool exists(const std::string& path) {
    return tryReadStatus(path, Follow::No).has_value();
}

bool removeFile(const std::string& path) {
    if (::unlink(systemPath(path)) == 0) return true;
    if (posix::isMissing(errno)) return false;
    throwSystemError(errno, "remove", path);
}

bool removeDirectory(const std::string& path) {
    if (::rmdir(systemPath(path)) == 0) return true;
    if (errno == ENOENT) return false;
    throwSystemError(errno, "remove the folder", path);
}

void removeTree(const std::string& path) {
    const auto status = tryReadStatus(path, Follow::No);
    if (!status) return;
    if (status->kind != FileKind::Directory) {
        removeFile(path);
        return;
    }
    removeEntriesOf(Directory::open(path, Follow::No));
    removeDirectory(path);
}

void rename(const std::string& from, const std::string& to) {
    if (::rename(systemPath(from), systemPath(to)) != 0) throwSystemError(errno, "rename", from);
}

void renameToNew(const std::string& from, const std::string& to) {
    if (posix::renameToNewAt(AT_FDCWD, from, AT_FDCWD, to)) return;
    throwSystemError(errno, "rename", errno == EEXIST ? to : from);
}

bool makeDirectory(const std::string& path, std::uint32_t permissionBits) {
    if (::mkdir(systemPath(path), permissionBits) == 0) return true;
    const int errorNumber = errno;
    if (errorNumber == EEXIST) {
        const auto status = tryReadStatus(path, Follow::Yes);
        if (status && status->kind == FileKind::Directory) return false;
    }
    throwSystemError(errorNumber, "make the folder", path);
}

void makeDirectories(const std::string& path, std::uint32_t permissionBits) {
    const auto status = tryReadStatus(path, Follow::Yes);
    if (status && status->kind == FileKind::Directory) return;
    const std::size_t nameEnd = path.find_last_not_of('/');
    const std::size_t slash = nameEnd == std::string::npos ? nameEnd : path.rfind('/', nameEnd);
    if (slash != std::string::npos && slash > 0)
        makeDirectories(path.substr(0, slash), permissionBits);
    makeDirectory(path, permissionBits);
}

bool syncDirectory(const std::string& path) {
    const int opened = posix::openAt(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
    if (opened < 0) throwSystemError(errno, "open the folder", path);
    return File::fromDescriptor(opened, path).sync();
}

void makeHardLink(const std::string& existing, const std::string& path) {
    if (::link(systemPath(existing), systemPath(path)) != 0)
        throwSystemError(errno, "make the hard link", path);
}

void makeSymlink(const std::string& target, const std::string& path) {
    if (::symlink(systemPath(target), systemPath(path)) != 0)
        throwSystemError(errno, "make the link", path);
}

void makeFifo(const std::string& path, std::uint32_t permissionBits) {
    if (::mkfifo(systemPath(path), permissionBits) != 0)
        throwSystemError(errno, "make the fifo", path);
}

void makeDevice(const std::string& path,
                FileKind kind,
                std::uint32_t permissionBits,
                std::uint64_t device) {
    const ::mode_t type = kind == FileKind::BlockDevice ? S_IFBLK : S_IFCHR;
    if (::mknod(systemPath(path), type | permissionBits, device) != 0)
        throwSystemError(errno, "make the device", path);
}

std::string readLink(const std::string& path) {
    return posix::readLinkAt(AT_FDCWD, path, path);
}

namespace {

struct Freed {
    // The C library made it with malloc.
    void operator()(char* text) const { std::free(text); }  // NOLINT(*-no-malloc,*-owning-memory)
};
using CString = std::unique_ptr<char, Freed>;

}  // namespace

std::string realPath(const std::string& path) {
    const CString found{::realpath(systemPath(path), nullptr)};
    if (!found) throwSystemError(errno, "find", path);
    return found.get();
}

std::string currentDirectory() {
    const CString found{::getcwd(nullptr, 0)};
    if (!found) throwSystemError(errno, "find the current folder", {});
    return found.get();
}

std::string temporaryDirectory() {
    const auto named = environmentVariable("TMPDIR");
    return named && !named->empty() ? *named : "/tmp";
}

bool isOnLocalFileSystem(const std::string& path) noexcept {
    try {
        struct ::statfs status {};
        for (std::string place = path;; place = folderAbove(place)) {
            if (::statfs(systemPath(place), &status) == 0)
                return std::ranges::find(kLocalFileSystems, status.f_type) !=
                       std::end(kLocalFileSystems);
            if (errno != ENOENT || place == "/" || place == ".") return false;
        }
    } catch (const std::exception&) {  // A path that no system call takes, or no memory.
        return false;
    }
}

std::uint64_t freeSpace(const std::string& path) {
    struct ::statvfs status {};
    while (::statvfs(systemPath(path), &status) != 0)
        if (errno != EINTR) throwSystemError(errno, "read the free space of", path);
    return std::uint64_t{status.f_bavail} * status.f_frsize;
}

}  // namespace tl
