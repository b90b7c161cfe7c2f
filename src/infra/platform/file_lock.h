// A lock between processes of one machine, by a file that stands for what is guarded.

#pragma once

#include <optional>
#include <string>
#include <utility>

#include "infra/platform/file.h"

namespace tl {

/// Held by one object at a time, of all processes and threads, from its making to its death; the
/// system releases it when the process dies, however that happens. The file stays.
class FileLock {
  public:
    /// Makes the file with mode 0600 if it is missing, and waits for the lock. For what is held for
    /// moments only: the wait cannot be stopped.
    /// **Errors:** as File::openForWriting(); Unsupported where the file system has no locks.
    explicit FileLock(const std::string& path);

    /// As the constructor, but does not wait: nothing when somebody else holds it.
    [[nodiscard]] static std::optional<FileLock> tryTake(const std::string& path);

  private:
    explicit FileLock(File file) : file_{std::move(file)} {}

    File file_;  ///< Closing it releases the lock.
};

}  // namespace tl
