#include "infra/engine/lock/repository_lock.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <limits>
#include <mutex>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/clock.h"
#include "infra/platform/environment.h"
#include "storage/fault/fault_backend.h"
#include "storage/memory/memory_backend.h"

namespace tl::engine {
namespace {

using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using storage::FileType;

/// Time passes only when somebody sleeps, or when the test says so.
class TestClock final : public Clock {
  public:
    [[nodiscard]] WallTime now() const override {
        return {kStart + std::chrono::floor<seconds>(passed_.load()).count(), 0};
    }
    [[nodiscard]] nanoseconds monotonic() const override { return passed_; }
    /// The refresher's thread waits for the test to let it go on; everybody else's sleep takes no
    /// time.
    bool sleep(nanoseconds duration, const std::stop_token& stop) override {
        if (duration == seconds{1}) return tick(stop);
        if (onSleep) std::exchange(onSleep, nullptr)();
        passed_ = passed_.load() + duration;
        return !stop.stop_requested();
    }

    /// Lets `duration` pass at once, and the refresher look at the clock once; returns when it has.
    void pass(nanoseconds duration) {
        passed_ = passed_.load() + duration;
        std::unique_lock lock{mutex_};
        ++allowed_;
        const int wanted = allowed_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return waiting_ > wanted || hasEnded_; });
    }
    /// Called once, in the next sleep but the refresher's.
    std::function<void()> onSleep;

    /// The refresher will not come back.
    void end() {
        const std::scoped_lock lock{mutex_};
        hasEnded_ = true;
        changed_.notify_all();
    }

  private:
    static constexpr std::int64_t kStart = 1'700'000'000;

    bool tick(const std::stop_token& stop) {
        std::unique_lock lock{mutex_};
        ++waiting_;
        changed_.notify_all();
        return changed_.wait(lock, stop, [&] { return allowed_ >= waiting_; });
    }

    std::atomic<nanoseconds> passed_ = nanoseconds{0};
    std::mutex mutex_;
    std::condition_variable_any changed_;
    int waiting_ = 0;
    int allowed_ = 0;
    bool hasEnded_ = false;
};

class RepositoryLockTest : public testing::Test {
  protected:
    std::unique_ptr<RepositoryLock> acquire(LockMode mode, nanoseconds retryFor = {}) {
        return RepositoryLock::acquire(repository_, clock_,
                                       {.mode = mode,
                                        .owner = {"here", "me", processId(), 0, 0},
                                        .retryFor = retryFor,
                                        .zoneOffset = {}},
                                       {});
    }

    /// A lock file of somebody else.
    void placeLock(bool isExclusive, std::int64_t ageSeconds = 0, std::int64_t pid = 1) {
        const LockFile lock{.time = {clock_.now().seconds - ageSeconds, 0, 0},
                            .isExclusive = isExclusive,
                            .hostname = "elsewhere",
                            .username = "her",
                            .pid = pid};
        (void)repository_.saveFile(FileType::Lock, writeLockFile(lock), {});
    }

    [[nodiscard]] std::vector<std::string> lockNames() {
        return listNames(backend_, FileType::Lock, {});
    }

    storage::MemoryBackend backend_;
    SystemRandom random_;
    TestClock clock_;
    Repository repository_{backend_, random_, makeRandomKey(random_), KeyId{}, Config{}};
};

TEST_F(RepositoryLockTest, SharedLocksStandBesideEachOther) {
    const auto first = acquire(LockMode::Shared);
    const auto second = acquire(LockMode::Shared);
    first->confirm({});
    second->confirm({});
    EXPECT_EQ(lockNames().size(), 2U);
}

TEST_F(RepositoryLockTest, AnExclusiveLockStandsAlone) {
    {
        const auto shared = acquire(LockMode::Shared);
        EXPECT_THROW((void)acquire(LockMode::Exclusive), Error);
        EXPECT_EQ(lockNames().size(), 1U);
    }
    const auto exclusive = acquire(LockMode::Exclusive);
    EXPECT_THROW((void)acquire(LockMode::Shared), Error);
    EXPECT_THROW((void)acquire(LockMode::Exclusive), Error);
}

TEST_F(RepositoryLockTest, TheMessageNamesTheOther) {
    placeLock(true);
    try {
        (void)acquire(LockMode::Shared);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Locked);
        EXPECT_NE(std::string{error.what()}.find("her on elsewhere"), std::string::npos);
        EXPECT_NE(std::string{error.what()}.find("unlock"), std::string::npos);
    }
}

TEST_F(RepositoryLockTest, WhoComesBetweenIsSeenByTheConfirmation) {
    const auto lock = acquire(LockMode::Shared);
    placeLock(true);
    EXPECT_THROW(lock->confirm({}), Error);
    EXPECT_EQ(lockNames().size(), 1U) << "our lock was not given up";
}

TEST_F(RepositoryLockTest, TheOwnLockIsNotReadBack) {
    storage::FaultBackend counted{backend_, {}};
    const Repository repository{counted, random_, repository_.masterKey(), KeyId{}, Config{}};
    const auto lock = RepositoryLock::acquire(repository, clock_, {}, {});
    lock->confirm({});
    EXPECT_EQ(counted.callCount(storage::Operation::Load), 0U);
    EXPECT_EQ(counted.callCount(storage::Operation::Size), 0U);
}

TEST_F(RepositoryLockTest, WhoIsSlowToWriteItsLockConfirmsAtOnce) {
    storage::FaultBackend slow{backend_,
                               {{.operation = storage::Operation::Save,
                                 .kind = storage::FaultKind::Delay,
                                 .delay = std::chrono::milliseconds{150}}},
                               &clock_};
    const Repository repository{slow, random_, repository_.masterKey(), KeyId{}, Config{}};
    clock_.onSleep = [this] { placeLock(true); };
    EXPECT_THROW((void)RepositoryLock::acquire(repository, clock_, {}, {}), Error);
    EXPECT_EQ(lockNames().size(), 1U) << "our lock was not given up";
}

TEST_F(RepositoryLockTest, WithCurrentListingsTheSecondLookComesAtOnce) {
    storage::MemoryBackend current{{.location = "memory", .isListingCurrent = true}};
    storage::FaultBackend quick{current,
                                {{.operation = storage::Operation::Save,
                                  .kind = storage::FaultKind::Delay,
                                  .delay = std::chrono::milliseconds{50}}},
                                &clock_};
    const Repository repository{quick, random_, repository_.masterKey(), KeyId{}, Config{}};
    LockFile other;
    other.time = {clock_.now().seconds, 0, 0};
    other.isExclusive = true;
    clock_.onSleep = [&] {
        (void)repository.saveFile(FileType::Lock, writeLockFile(other), {});
        clock_.onSleep = [] { ADD_FAILURE() << "waited before the second look"; };
    };
    EXPECT_THROW((void)RepositoryLock::acquire(repository, clock_, {}, {}), Error);
    EXPECT_EQ(listNames(current, FileType::Lock, {}).size(), 1U) << "our lock was not given up";
}

TEST_F(RepositoryLockTest, AnOldLockStillHinders) {
    placeLock(true, 3600 * 24 * 365);
    EXPECT_THROW((void)acquire(LockMode::Shared), Error);
}

TEST_F(RepositoryLockTest, RetryWaitsForTheOthersEnd) {
    placeLock(true);
    EXPECT_THROW((void)acquire(LockMode::Shared, minutes{3}), Error);
    EXPECT_GE(clock_.monotonic(), minutes{3});
}

TEST_F(RepositoryLockTest, ItIsRemovedInTheEnd) {
    {
        const auto lock = acquire(LockMode::Shared);
        EXPECT_EQ(lockNames().size(), 1U);
    }
    EXPECT_TRUE(lockNames().empty());
}

TEST_F(RepositoryLockTest, ItIsRefreshedEveryFiveMinutes) {
    const auto lock = acquire(LockMode::Shared);
    const auto before = lockNames();
    clock_.pass(minutes{4});
    EXPECT_EQ(lockNames(), before);
    clock_.pass(minutes{1});
    const auto after = lockNames();
    ASSERT_EQ(after.size(), 1U);
    EXPECT_NE(after, before);
    EXPECT_FALSE(lock->isLost());
}

TEST_F(RepositoryLockTest, ALockThatOthersRemovedInALongSleepIsLost) {
    const auto lock = acquire(LockMode::Shared);
    (void)removeAllLocks(repository_, {});
    std::atomic<bool> hasStopped = false;
    const std::stop_callback onStop{lock->workToken(), [&] {
                                        hasStopped = true;
                                        clock_.end();
                                    }};
    clock_.pass(minutes{40});
    EXPECT_TRUE(hasStopped);
    EXPECT_TRUE(lock->isLost());
    EXPECT_TRUE(lockNames().empty());
}

TEST_F(RepositoryLockTest, ALockThatSurvivedALongSleepIsKept) {
    const auto lock = acquire(LockMode::Shared);
    clock_.pass(minutes{40});
    EXPECT_FALSE(lock->isLost());
    EXPECT_EQ(lockNames().size(), 1U);
}

TEST_F(RepositoryLockTest, StaleLocksAreThoseOfTheDeadAndTheOld) {
    const WallTime now = clock_.now();
    const LockFile fresh{.time = {now.seconds, 0, 0},
                         .isExclusive = false,
                         .hostname = "here",
                         .username = {},
                         .pid = 1};
    EXPECT_FALSE(isStale(fresh, "here", now));
    LockFile dead = fresh;
    dead.pid = std::numeric_limits<std::int32_t>::max();
    EXPECT_TRUE(isStale(dead, "here", now));
    EXPECT_FALSE(isStale(dead, "elsewhere", now));
    LockFile old = fresh;
    old.time.seconds -= 31 * 60;
    EXPECT_TRUE(isStale(old, "elsewhere", now));
}

TEST_F(RepositoryLockTest, AfterAStopNoServerThatHangsIsWaitedFor) {
    SystemClock real;
    storage::FaultBackend hanging{backend_,
                                  {{.operation = storage::Operation::Remove,
                                    .kind = storage::FaultKind::Delay,
                                    .calls = storage::Fault::kForever,
                                    .delay = std::chrono::hours{1}}},
                                  &real};
    Repository repository{hanging, random_, makeRandomKey(random_), KeyId{}, Config{}};
    std::stop_source stop;
    const auto lock = RepositoryLock::acquire(
        repository, clock_, {.owner = {"here", "me", processId(), 0, 0}, .zoneOffset = {}},
        stop.get_token());
    stop.request_stop();
    EXPECT_THROW(lock->release(), Cancelled);
    EXPECT_EQ(lockNames().size(), 1U) << "it becomes stale by itself";
}

TEST_F(RepositoryLockTest, UnlockRemovesStaleLocksOnly) {
    placeLock(false, 3600);
    placeLock(false, 60);
    EXPECT_EQ(removeStaleLocks(repository_, clock_, "here", {}), 1U);
    EXPECT_EQ(lockNames().size(), 1U);
    EXPECT_EQ(removeAllLocks(repository_, {}), 1U);
    EXPECT_TRUE(lockNames().empty());
}

TEST_F(RepositoryLockTest, AnUnreadableLockIsAnErrorAndAnEmptyOneIsNone) {
    backend_.save({FileType::Lock, std::string(64, 'a')}, {}, {});
    EXPECT_NO_THROW((void)acquire(LockMode::Shared));
    backend_.save({FileType::Lock, std::string(64, 'b')}, std::vector<std::byte>(50), {});
    EXPECT_THROW((void)acquire(LockMode::Shared), Error);
}

}  // namespace
}  // namespace tl::engine
