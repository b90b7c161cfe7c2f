#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "infra/platform/directory.h"
#include "infra/platform/posix_calls.h"
#include "infra/platform/system_error.h"

namespace tl {

namespace {

constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_NONBLOCK;

int openFolder(const std::string& path, Follow follow) {
    return posix::openAt(AT_FDCWD, path, kFlags | (follow == Follow::No ? O_NOFOLLOW : 0));
}

struct StreamCloser {
    void operator()(::DIR* stream) const { ::closedir(stream); }
};
using Stream = std::unique_ptr<::DIR, StreamCloser>;

/// A stream of its own over the folder's descriptor, at the start. The two share a position.
Stream openStream(const File& handle) {
    const int copy = ::fcntl(handle.descriptor(), F_DUPFD_CLOEXEC, 0);
    if (copy < 0) throwSystemError(errno, "read the folder", handle.path());
    Stream stream{::fdopendir(copy)};
    if (!stream) {
        const int errorNumber = errno;
        ::close(copy);
        throwSystemError(errorNumber, "read the folder", handle.path());
    }
    ::rewinddir(stream.get());
    return stream;
}

std::optional<FileKind> kindOf(const struct ::dirent& entry) {
    if (entry.d_type == DT_UNKNOWN) return std::nullopt;
    // d_type is the part of the mode above its 12 permission bits.
    return posix::toFileKind(::mode_t{entry.d_type} << 12U);
}

}  // namespace

Directory Directory::open(const std::string& path, Follow follow) {
    const int opened = openFolder(path, follow);
    if (opened < 0) throwSystemError(errno, "open the folder", path);
    return Directory{File::fromDescriptor(opened, path)};
}

std::optional<Directory> Directory::tryOpen(const std::string& path, Follow follow) {
    const int opened = openFolder(path, follow);
    if (opened >= 0) return Directory{File::fromDescriptor(opened, path)};
    if (posix::isMissing(errno)) return std::nullopt;
    throwSystemError(errno, "open the folder", path);
}

std::vector<DirectoryEntry> Directory::entries() const {
    const Stream stream = openStream(handle_);
    std::vector<DirectoryEntry> found;
    while (true) {
        errno = 0;  // The only way to tell the end from an error.
        const struct ::dirent* entry = ::readdir(stream.get());
        if (entry == nullptr) break;
        const std::string_view name{entry->d_name};
        if (name == "." || name == "..") continue;
        found.push_back({.name = std::string{name}, .kind = kindOf(*entry)});
    }
    if (errno != 0) throwSystemError(errno, "read the folder", path());
    return found;
}

std::optional<FileStatus> Directory::tryStatus(const std::string& name) const {
    return posix::tryStatusAt(descriptor(), name, Follow::No,
                              [&] { return posix::joined(path(), name); });
}

File Directory::openSource(const std::string& name) const {
    const int opened = posix::openSourceAt(descriptor(), name);
    const int errorNumber = errno;
    std::string filePath = posix::joined(path(), name);
    if (opened < 0) throwSystemError(errorNumber, "open", filePath);
    return File::fromDescriptor(opened, std::move(filePath));
}

std::string Directory::readLink(const std::string& name) const {
    return posix::readLinkAt(descriptor(), name, posix::joined(path(), name));
}

Directory Directory::openSub(const std::string& name) const {
    const int opened = posix::openAt(descriptor(), name, kFlags | O_NOFOLLOW);
    const int errorNumber = errno;
    std::string subPath = posix::joined(path(), name);
    if (opened < 0) throwSystemError(errorNumber, "open the folder", subPath);
    return Directory{File::fromDescriptor(opened, std::move(subPath))};
}

}  // namespace tl
