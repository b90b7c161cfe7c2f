#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "infra/platform/file.h"
#include "infra/platform/posix_calls.h"
#include "infra/platform/system_error.h"

namespace tl {

namespace {

constexpr ::mode_t kOwnerOnly = 0600;
constexpr int kNewFileFlags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;

int openOrThrow(const std::string& path, int flags, ::mode_t mode, const char* what) {
    const int descriptor = posix::openAt(AT_FDCWD, path, flags, mode);
    if (descriptor < 0) throwSystemError(errno, what, path);
    return descriptor;
}

}  // namespace

File::File(int descriptor, std::string path) noexcept
    : descriptor_{descriptor},
      path_{std::move(path)} {}

File::~File() {
    if (isOpen()) ::close(descriptor_);
}

File::File(File&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)},
      path_{std::move(other.path_)} {}

File& File::operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(path_, other.path_);
    return *this;
}

File File::openForReading(const std::string& path, Follow follow) {
    const int flags = O_RDONLY | (follow == Follow::No ? O_NOFOLLOW : 0);
    return {openOrThrow(path, flags, 0, "open"), path};
}

std::optional<File> File::tryOpenForReading(const std::string& path) {
    const int descriptor = posix::openAt(AT_FDCWD, path, O_RDONLY);
    if (descriptor >= 0) return File{descriptor, path};
    if (posix::isMissing(errno)) return std::nullopt;
    throwSystemError(errno, "open", path);
}

File File::openSource(const std::string& path) {
    const int descriptor = posix::openSourceAt(AT_FDCWD, path);
    if (descriptor < 0) throwSystemError(errno, "open", path);
    return {descriptor, path};
}

File File::createNew(const std::string& path, std::uint32_t permissionBits) {
    return {openOrThrow(path, kNewFileFlags, permissionBits, "create"), path};
}

std::optional<File> File::tryCreateNew(const std::string& path, std::uint32_t permissionBits) {
    const int descriptor = posix::openAt(AT_FDCWD, path, kNewFileFlags, permissionBits);
    if (descriptor >= 0) return File{descriptor, path};
    if (errno == ENOENT) return std::nullopt;
    throwSystemError(errno, "create", path);
}

std::optional<File> File::tryCreateNameless(const std::string& folder) {
#if defined(O_TMPFILE)
    const int descriptor = posix::openAt(AT_FDCWD, folder, O_TMPFILE | O_RDWR | O_EXCL, kOwnerOnly);
    if (descriptor >= 0) return File{descriptor, folder};
    // EISDIR: a kernel that does not know the flag.
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
        throwSystemError(errno, "create a file in", folder);
#else
    (void)folder;
#endif
    return std::nullopt;
}

File File::openForWriting(const std::string& path) {
    // O_NONBLOCK: a fifo in the file's place must not hold us up.
    constexpr int kFlags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    return {openOrThrow(path, kFlags, kOwnerOnly, "open for writing"), path};
}

File File::fromDescriptor(int descriptor, std::string path) {
    return {descriptor, std::move(path)};
}

void File::close() {
    if (!isOpen()) return;
    // Also when close is interrupted, Linux has released the descriptor.
    if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR)
        throwSystemError(errno, "close", path_);
}

std::size_t File::read(std::span<std::byte> out) {
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t got = ::read(descriptor_, out.data() + done, out.size() - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throwSystemError(errno, "read", path_);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::size_t File::readAt(std::uint64_t offset, std::span<std::byte> out) const {
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t got = ::pread(descriptor_, out.data() + done, out.size() - done,
                                    static_cast<::off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throwSystemError(errno, "read", path_);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

void File::writeAll(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) throwSystemError(errno, "write", path_);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
}

void File::writeAllAt(std::uint64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t put =
            ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<::off_t>(offset));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) throwSystemError(errno, "write", path_);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
}

bool File::sync() {
    while (::fsync(descriptor_) != 0) {
        if (errno == EINTR) continue;
        if (errno == EINVAL || errno == ENOTSUP) return false;
        throwSystemError(errno, "write to disk", path_);
    }
    return true;
}

void File::startWriteback() {
    // Advice: where it fails, sync() does all the work.
    (void)::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);
}

void File::dropFromCache(std::uint64_t offset, std::uint64_t sizeBytes) const {
    (void)::posix_fadvise(descriptor_, static_cast<::off_t>(offset),
                          static_cast<::off_t>(sizeBytes), POSIX_FADV_DONTNEED);
}

void File::preallocate(std::uint64_t sizeBytes) {
    if (sizeBytes > 0)
        (void)::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, 0, static_cast<::off_t>(sizeBytes));
}

void File::truncate(std::uint64_t sizeBytes) {
    while (::ftruncate(descriptor_, static_cast<::off_t>(sizeBytes)) != 0)
        if (errno != EINTR) throwSystemError(errno, "set the size of", path_);
}

void File::adviseSequential() const {
    (void)::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

FileStatus File::status() const {
    struct ::stat status {};
    if (::fstat(descriptor_, &status) != 0) throwSystemError(errno, "read the status of", path_);
    return posix::toFileStatus(status);
}

std::optional<File> File::tryDuplicate() const {
    const int descriptor = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
    if (descriptor < 0) return std::nullopt;
    return File{descriptor, path_};
}

void File::setOwner(std::uint32_t userId, std::uint32_t groupId) {
    if (::fchown(descriptor_, userId, groupId) != 0)
        throwSystemError(errno, "set the owner of", path_);
}

void File::setPermissions(std::uint32_t permissionBits) {
    if (::fchmod(descriptor_, permissionBits) != 0)
        throwSystemError(errno, "set the permissions of", path_);
}

void File::setTimes(WallTime accessed, WallTime modified) {
    const struct ::timespec times[] = {posix::toTimespec(accessed), posix::toTimespec(modified)};
    if (::futimens(descriptor_, times) != 0) throwSystemError(errno, "set the times of", path_);
}

}  // namespace tl
