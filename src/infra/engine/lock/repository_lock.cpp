#include "infra/engine/lock/repository_lock.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <utility>

#include "infra/engine/lock/lock_messages.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/resources/mutex.h"
#include "infra/resources/parallel.h"
#include "infra/resources/stop_after.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using storage::FileType;

namespace {

constexpr milliseconds kSettleTime{200};
/// Another client may have looked twice and gone to work between our look and our lock, if that
/// took us as long as it waits between its looks. It might even end before we look again, and what
/// we have read by then would be out of date. So whoever is that slow confirms before reading.
constexpr milliseconds kUnseenMax = kSettleTime / 2;
constexpr seconds kPollInterval{1};
/// How long after a stop a lock is still written or removed: without a bound, a server that hangs
/// would keep us; without any time, nobody knew whether the lock exists.
constexpr seconds kGracePeriod{5};
constexpr minutes kRefreshInterval{5};
constexpr minutes kStaleAge{30};
/// Without a refresh for so long, work under the lock stops: well before others may call the lock
/// stale.
constexpr seconds kRefreshLimit{22 * 60 + 30};
constexpr seconds kRetryFirst{5};
constexpr seconds kRetryMax{60};
/// Waits before an unreadable lock is looked at again: it may be in the middle of being written.
constexpr std::array<seconds, 3> kUnreadableWaits{seconds{5}, seconds{10}, seconds{20}};

nanoseconds sinceEpoch(WallTime time) {
    return seconds{time.seconds} + nanoseconds{time.nanoseconds};
}

/// Tells how long something took, by the clock on the wall, too: the other one does not count while
/// the machine sleeps.
class Stopwatch {
  public:
    explicit Stopwatch(const Clock& clock)
        : clock_{clock},
          monotonic_{clock.monotonic()},
          wall_{sinceEpoch(clock.now())} {}

    [[nodiscard]] nanoseconds elapsed() const {
        const nanoseconds byWall = std::chrono::abs(sinceEpoch(clock_.now()) - wall_);
        return std::max(clock_.monotonic() - monotonic_, byWall);
    }

  private:
    const Clock& clock_;
    const nanoseconds monotonic_;
    const nanoseconds wall_;
};

bool isListingCurrent(const Repository& repository) {
    return repository.backend().properties().isListingCurrent;
}

std::optional<LockFile> tryLoadLock(const Repository& repository,
                                    const std::string& name,
                                    const std::stop_token& stop) {
    const auto json = repository.tryLoadFile({FileType::Lock, name}, stop);
    if (!json) return std::nullopt;
    return readLockFile(*json);
}

std::optional<LockFile> tryLoadLockPatiently(const Repository& repository,
                                             Clock& clock,
                                             const std::string& name,
                                             const std::stop_token& stop) {
    for (const seconds wait : kUnreadableWaits) {
        try {
            return tryLoadLock(repository, name, stop);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Corrupted) throw;
        }
        if (!clock.sleep(wait, stop)) throw Cancelled{};
    }
    return tryLoadLock(repository, name, stop);
}

/// The names of all lock files. An empty file is none: it is being written, or was never finished.
std::vector<std::string> listLockNames(const Repository& repository, const std::stop_token& stop) {
    std::vector<std::string> names;
    const auto keepName = [&](const storage::FileId& id, std::uint64_t sizeBytes) {
        if (sizeBytes > 0) names.push_back(id.name);
    };
    repository.backend().list(FileType::Lock, keepName, stop);
    std::sort(names.begin(), names.end());
    return names;
}

/// The locks of these names but `own`, as far as they are still there.
std::vector<LoadedLock> loadLocksOfOthers(const Repository& repository,
                                          Clock& clock,
                                          const std::vector<std::string>& names,
                                          const std::optional<LockId>& own,
                                          const std::stop_token& stop) {
    std::vector<LoadedLock> locks;
    for (const std::string& name : names) {
        if (own && name == own->hex()) continue;
        try {
            const auto lock = tryLoadLockPatiently(repository, clock, name, stop);
            const auto id = LockId::parse(name);
            if (lock && id) locks.push_back({*id, *lock});
        } catch (Error& error) {
            if (error.kind() == ErrorKind::Corrupted)
                error.add("hint", "remove damaged locks with `unlock --remove-all`");
            throw;
        }
    }
    return locks;
}

void throwIfHindered(const std::vector<LoadedLock>& others, LockMode mode) {
    for (const LoadedLock& other : others) {
        if (mode == LockMode::Exclusive || other.lock.isExclusive)
            throw Error{
                ErrorKind::Locked, describeHindrance(other.lock), {{"lock", other.id.hex()}}};
    }
}

}  // namespace

/// The lock file and the thread that keeps it fresh.
class RepositoryLock::Holder {
  public:
    Holder(const Repository& repository,
           Clock& clock,
           const LockRequest& request,
           const std::stop_token& outer)
        : repository_{repository},
          clock_{clock},
          request_{request},
          work_{outer},
          refresher_{{}},
          current_{write(StopLater{clock, kGracePeriod, outer}.token())},
          writtenAt_{clock.monotonic()} {
        refresher_.start("lock refresher",
                         [this](const std::stop_token& stop) { keepFresh(stop); });
    }

    /// Writes a new lock file with the time of now.
    LockId write(const std::stop_token& stop) {
        const WallTime now = clock_.now();
        const std::int32_t offset = request_.zoneOffset ? request_.zoneOffset(now.seconds) : 0;
        const LockFile lock{.time = {now.seconds, now.nanoseconds, offset},
                            .isExclusive = request_.mode == LockMode::Exclusive,
                            .hostname = request_.owner.hostName,
                            .username = request_.owner.userName,
                            .pid = request_.owner.processId,
                            .uid = request_.owner.uid,
                            .gid = request_.owner.gid};
        const Digest name = repository_.saveFile(FileType::Lock, writeLockFile(lock), stop);
        lastRefresh_ = now;
        return LockId{name};
    }

    void confirm(const std::stop_token& stop) {
        if (isConfirmed_) return;
        if (!isListingCurrent(repository_)) {
            const nanoseconds waited = clock_.monotonic() - writtenAt_;
            if (waited < kSettleTime && !clock_.sleep(kSettleTime - waited, stop))
                throw Cancelled{};
        }
        throwIfSeen(listLockNames(repository_, stop), stop);
        isConfirmed_ = true;
    }

    /// **Errors:** Locked when one of `names` is another's lock that hinders this one.
    void throwIfSeen(const std::vector<std::string>& names, const std::stop_token& stop) {
        throwIfHindered(loadLocksOfOthers(repository_, clock_, names, current(), stop),
                        request_.mode);
    }

    void release() {
        refresher_.requestStop();
        refresher_.join();
        const MutexLock lock{mutex_};
        if (!current_) return;
        const StopLater grace{clock_, kGracePeriod, work_.token()};
        // When this throws, the next release() tries again.
        (void)repository_.backend().remove({FileType::Lock, current_->hex()}, grace.token());
        current_.reset();
    }

    [[nodiscard]] std::stop_token workToken() const { return work_.token(); }
    [[nodiscard]] bool isLost() const { return isLost_; }

  private:
    [[nodiscard]] std::optional<LockId> current() {
        const MutexLock lock{mutex_};
        return current_;
    }

    bool remove(const LockId& id) {
        return repository_.backend().remove({FileType::Lock, id.hex()}, {});
    }

    [[nodiscard]] bool exists(const LockId& id, const std::stop_token& stop) {
        return repository_.backend().trySize({FileType::Lock, id.hex()}, stop).has_value();
    }

    /// Looks at the wall clock every second, so that a machine's sleep is noticed at once.
    void keepFresh(const std::stop_token& stop) {
        while (clock_.sleep(kPollInterval, stop)) {
            const nanoseconds age = sinceEpoch(clock_.now()) - sinceEpoch(lastRefresh_);
            if (age < kRefreshInterval) continue;
            try {
                if (age < kRefreshLimit ? refresh(stop) : rescue(stop)) continue;
            } catch (const Error&) {
                // A passing fault of the store: the next second tries again, until the limit.
                if (age < kRefreshLimit) continue;
            } catch (const Cancelled&) {
                return;
            }
            isLost_ = true;
            work_.requestStop();
            return;
        }
    }

    /// The new lock is there before the old one goes: there is no moment without a lock.
    bool refresh(const std::stop_token& stop) {
        replaceBy(write(stop));
        return true;
    }

    /// After a long time without refresh others may have removed our lock and gone ahead. Only when
    /// the old file is there before and after the new one is written has nobody done so (format
    /// section 9.3).
    bool rescue(const std::stop_token& stop) {
        const auto old = current();
        if (!old || !exists(*old, stop)) return false;
        const LockId fresh = write(stop);
        if (!clock_.sleep(kSettleTime, stop)) throw Cancelled{};
        if (!exists(*old, stop)) {
            (void)remove(fresh);
            return false;
        }
        replaceBy(fresh);
        return true;
    }

    void replaceBy(const LockId& fresh) {
        std::optional<LockId> old;
        {
            const MutexLock lock{mutex_};
            old = std::exchange(current_, fresh);
        }
        if (old) (void)remove(*old);
    }

    const Repository& repository_;
    Clock& clock_;
    const LockRequest request_;
    WorkerGroup work_;  ///< Starts no thread: it joins the outer stop and a lost lock in one token.
    WorkerGroup refresher_;
    WallTime lastRefresh_;  ///< Written before the refresher starts, and by it alone afterwards.
    Mutex mutex_;
    std::optional<LockId> current_ TL_GUARDED_BY(mutex_);
    const nanoseconds writtenAt_;
    bool isConfirmed_ = false;
    std::atomic<bool> isLost_ = false;
};

RepositoryLock::RepositoryLock(std::unique_ptr<Holder> holder) : holder_{std::move(holder)} {}

std::unique_ptr<RepositoryLock> RepositoryLock::lookThenWrite(const Repository& repository,
                                                              Clock& clock,
                                                              const LockRequest& request,
                                                              const std::stop_token& stop) {
    throwIfHindered(loadLocks(repository, clock, stop), request.mode);
    return std::unique_ptr<RepositoryLock>{
        new RepositoryLock{std::make_unique<Holder>(repository, clock, request, stop)}};
}

std::unique_ptr<RepositoryLock> RepositoryLock::lookAndWrite(const Repository& repository,
                                                             Clock& clock,
                                                             const LockRequest& request,
                                                             const std::stop_token& stop) {
    std::unique_ptr<RepositoryLock> lock;
    std::vector<std::string> names;
    const auto half = [&](std::size_t number, const std::stop_token& inner) {
        if (number == 0)
            names = listLockNames(repository, inner);
        else
            lock.reset(
                new RepositoryLock{std::make_unique<Holder>(repository, clock, request, stop)});
    };
    forEachInParallel(2, 2, half, stop);
    lock->holder_->throwIfSeen(names, stop);
    return lock;
}

RepositoryLock::~RepositoryLock() {
    try {
        release();
    } catch (
        const std::exception&) {  // A destructor may not throw; the lock becomes stale by itself.
    }
}

std::unique_ptr<RepositoryLock> RepositoryLock::acquire(const Repository& repository,
                                                        Clock& clock,
                                                        const LockRequest& request,
                                                        const std::stop_token& stop) {
    const nanoseconds giveUpAt = clock.monotonic() + request.retryFor;
    const bool isPatient = request.retryFor > nanoseconds{0};
    for (nanoseconds wait = kRetryFirst;; wait = std::min<nanoseconds>(2 * wait, kRetryMax)) {
        try {
            const Stopwatch sinceLook{clock};
            const bool isEarly = isListingCurrent(repository) || isPatient;
            auto lock = isEarly ? lookThenWrite(repository, clock, request, stop)
                                : lookAndWrite(repository, clock, request, stop);
            if (isEarly || sinceLook.elapsed() > kUnseenMax) lock->confirm(stop);
            return lock;
        } catch (const Error& error) {
            const nanoseconds left = giveUpAt - clock.monotonic();
            if (error.kind() != ErrorKind::Locked || left <= nanoseconds{0}) throw;
            if (!clock.sleep(std::min(wait, left), stop)) throw Cancelled{};
        }
    }
}

void RepositoryLock::confirm(const std::stop_token& stop) {
    try {
        holder_->confirm(stop);
    } catch (...) {  // Whatever it is, the caller has no lock now.
        release();
        throw;
    }
}

std::stop_token RepositoryLock::workToken() const {
    return holder_->workToken();
}

bool RepositoryLock::isLost() const {
    return holder_->isLost();
}

void RepositoryLock::release() {
    holder_->release();
}

std::vector<LoadedLock> loadLocks(const Repository& repository,
                                  Clock& clock,
                                  const std::stop_token& stop) {
    return loadLocksOfOthers(repository, clock, listLockNames(repository, stop), std::nullopt,
                             stop);
}

bool isStale(const LockFile& lock, const std::string& ownHostName, WallTime now) {
    const nanoseconds age =
        sinceEpoch(now) - sinceEpoch({lock.time.seconds, lock.time.nanoseconds});
    if (age > kStaleAge) return true;
    return lock.hostname == ownHostName && !isProcessAlive(lock.pid);
}

std::size_t removeStaleLocks(const Repository& repository,
                             Clock& clock,
                             const std::string& ownHostName,
                             const std::stop_token& stop) {
    std::size_t count = 0;
    for (const LoadedLock& other : loadLocks(repository, clock, stop)) {
        if (!isStale(other.lock, ownHostName, clock.now())) continue;
        if (repository.backend().remove({FileType::Lock, other.id.hex()}, stop)) ++count;
    }
    return count;
}

std::size_t removeAllLocks(const Repository& repository, const std::stop_token& stop) {
    std::size_t count = 0;
    for (const std::string& name : listNames(repository.backend(), FileType::Lock, stop))
        if (repository.backend().remove({FileType::Lock, name}, stop)) ++count;
    return count;
}

}  // namespace tl::engine
