#include <cerrno>

#include <sys/file.h>

#include "infra/platform/file_lock.h"
#include "infra/platform/system_error.h"

namespace tl {

FileLock::FileLock(const std::string& path) : file_{File::openForWriting(path)} {
    // flock, not fcntl: its locks belong to the open file, so threads exclude each other too, and
    // closing another descriptor of the same file releases nothing.
    while (::flock(file_.descriptor(), LOCK_EX) != 0)
        if (errno != EINTR) throwSystemError(errno, "lock", path);
}

std::optional<FileLock> FileLock::tryTake(const std::string& path) {
    File file = File::openForWriting(path);
    while (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return std::nullopt;
        if (errno != EINTR) throwSystemError(errno, "lock", path);
    }
    return FileLock{std::move(file)};
}

}  // namespace tl
