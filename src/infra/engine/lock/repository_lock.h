// Locks: what keeps two clients from harming each other (format section 9).
//
// A lock is a file in the repository. A shared lock may stand beside other shared ones, an
// exclusive one only alone. Since no backend can create a file "only if no other is there", both
// sides write first and look afterwards: whoever sees the other steps back. Where a listing shows
// every file that was written before it began, of two clients the one who wrote last sees the other
// in its second look, and acquire() takes that at once. Other stores may show new files late, so
// there a wait of 200 ms comes before the second look. It is served only when confirm() is called,
// so that a caller can read meanwhile; nothing may be written or deleted before confirm() has
// returned. There the first look and the writing go side by side. Where they took so long that
// another client could have done both its looks in between, acquire() confirms before it returns.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/lock_file.h"
#include "infra/engine/repository/repository.h"
#include "infra/platform/clock.h"

namespace tl::engine {

enum class LockMode : std::uint8_t { Shared, Exclusive };

/// Who takes a lock.
struct LockOwner {
    std::string hostName;
    std::string userName;
    std::int64_t processId = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};

struct LockRequest {
    LockMode mode = LockMode::Shared;
    LockOwner owner;
    std::chrono::nanoseconds retryFor{0};  ///< How long to wait for others; 0: not at all.
    /// The zone that the lock's time is written with, in seconds east of UTC.
    std::function<std::int32_t(std::int64_t unixSeconds)> zoneOffset;
};

/// A held lock, refreshed in the background and removed when it dies.
class RepositoryLock {
  public:
    /// Takes a lock. `repository` and `clock` must outlive the object.
    /// **Errors:** Locked, naming the other's lock; Corrupted for a lock that stays unreadable.
    [[nodiscard]] static std::unique_ptr<RepositoryLock> acquire(const Repository& repository,
                                                                 Clock& clock,
                                                                 const LockRequest& request,
                                                                 const std::stop_token& stop);
    ~RepositoryLock();
    RepositoryLock(const RepositoryLock&) = delete;
    RepositoryLock& operator=(const RepositoryLock&) = delete;

    /// Looks once more for others: where listings may be late, 200 ms after the lock was written.
    /// Nothing when that has been done. **Errors:** Locked; the lock is given up then.
    void confirm(const std::stop_token& stop);

    /// A token for the work done under this lock: stopped with `outer`, or when the lock could not
    /// be refreshed for so long that others may take it for stale.
    [[nodiscard]] std::stop_token workToken() const;
    /// True when the lock was lost, so that a Cancelled is to be reported as that.
    [[nodiscard]] bool isLost() const;

    /// Removes the lock now. Without it, or when it failed, the destructor does, and swallows what
    /// fails.
    void release();

  private:
    class Holder;
    explicit RepositoryLock(std::unique_ptr<Holder> holder);

    /// The first look at others' locks, and then, unless one hinders, the lock itself.
    [[nodiscard]] static std::unique_ptr<RepositoryLock> lookThenWrite(const Repository& repository,
                                                                       Clock& clock,
                                                                       const LockRequest& request,
                                                                       const std::stop_token& stop);
    /// The first look and the writing at once, which halves the time that a client who comes
    /// between them can use; the lock is removed again when another one hinders it.
    [[nodiscard]] static std::unique_ptr<RepositoryLock> lookAndWrite(const Repository& repository,
                                                                      Clock& clock,
                                                                      const LockRequest& request,
                                                                      const std::stop_token& stop);

    std::unique_ptr<Holder> holder_;
};

struct LoadedLock {
    LockId id;
    LockFile lock;
};

/// All locks. Empty files are left out; one that stays unreadable is an error.
[[nodiscard]] std::vector<LoadedLock> loadLocks(const Repository& repository,
                                                Clock& clock,
                                                const std::stop_token& stop);

/// True when the lock's owner cannot be alive: older than 30 minutes, or a process of this host
/// that is gone.
[[nodiscard]] bool isStale(const LockFile& lock, const std::string& ownHostName, WallTime now);

/// Removes the stale locks; returns how many.
std::size_t removeStaleLocks(const Repository& repository,
                             Clock& clock,
                             const std::string& ownHostName,
                             const std::stop_token& stop);

/// Removes every lock, readable or not; returns how many.
std::size_t removeAllLocks(const Repository& repository, const std::stop_token& stop);

}  // namespace tl::engine
