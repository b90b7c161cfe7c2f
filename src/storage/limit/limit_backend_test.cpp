#include "storage/limit/limit_backend.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "storage/backend_contract.h"
#include "storage/memory/memory_backend.h"
#include "tests/support/counting_clock.h"

namespace tl::storage {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{
                             "Limit",
                             [] {
                                 struct Limited {
                                     CountingClock clock;
                                     std::unique_ptr<Backend> backend =
                                         makeLimited(std::make_unique<MemoryBackend>(),
                                                     {.connections = 1, .callsPerSecond = 10},
                                                     clock);
                                 };
                                 const auto place = std::make_shared<Limited>();
                                 return std::shared_ptr<Backend>{place, place->backend.get()};
                             }}),
                         nameOfMaker);

const FileId kPack{FileType::Pack, std::string(64, 'a')};
const FileId kLock{FileType::Lock, std::string(64, 'a')};

/// Holds calls for packs back until it is told to go on, and knows how many are inside.
class HeldBackend final : public Backend {
  public:
    [[nodiscard]] const Properties& properties() const override { return properties_; }
    void create(const std::stop_token&) override {}
    void save(const FileId&, std::span<const std::byte>, const std::stop_token&) override {}
    std::optional<std::vector<std::byte>> tryLoad(const FileId&, const std::stop_token&) override {
        return {};
    }
    std::optional<std::size_t> tryLoadRange(const FileId&,
                                            std::uint64_t,
                                            std::span<std::byte>,
                                            const std::stop_token&) override {
        return {};
    }
    std::optional<std::uint64_t> trySize(const FileId& id, const std::stop_token&) override {
        if (id.type != FileType::Pack) {
            if (clock != nullptr) clock->advance(wayOfLocks);
            return {};
        }
        const int now = ++inside;
        int most = insideMax;
        while (now > most && !insideMax.compare_exchange_weak(most, now)) {
        }
        inside.notify_all();
        mayLeave.wait(false);
        --inside;
        return {};
    }
    void list(FileType, const Visitor&, const std::stop_token&) override {}
    bool remove(const FileId&, const std::stop_token&) override { return false; }

    void waitForCalls(int count) const {
        for (int now = inside; now < count; now = inside)
            inside.wait(now);
    }

    std::atomic<int> inside = 0;
    std::atomic<int> insideMax = 0;
    std::atomic<bool> mayLeave = false;
    CountingClock* clock = nullptr;  ///< Moved by calls for locks.
    nanoseconds wayOfLocks{0};

  private:
    const Properties properties_{.location = "held", .connections = 9};
};

TEST(LimitBackend, LetsSoManyCallsInAtOnceAndLocksBesideThem) {
    CountingClock clock;
    auto inner = std::make_unique<HeldBackend>();
    HeldBackend& held = *inner;
    const auto backend = makeLimited(std::move(inner), {.connections = 2}, clock);
    EXPECT_EQ(backend->properties().connections, 2U);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] { (void)backend->trySize(kPack, {}); });
    held.waitForCalls(2);
    (void)backend->trySize(kLock, {});  // Would never return if it waited for a slot.
    std::stop_source stop;
    std::jthread waiting{
        [&] { EXPECT_THROW((void)backend->tryLoad(kPack, stop.get_token()), Cancelled); }};
    stop.request_stop();
    waiting.join();
    held.mayLeave = true;
    held.mayLeave.notify_all();
    threads.clear();
    EXPECT_EQ(held.insideMax, 2);
}

/// Every call takes so long, by a clock that only moves then.
class FarBackend final : public Backend {
  public:
    FarBackend(CountingClock& clock, nanoseconds way) : clock_{clock}, way_{way} {}
    [[nodiscard]] const Properties& properties() const override { return properties_; }
    void create(const std::stop_token&) override {}
    void save(const FileId&, std::span<const std::byte>, const std::stop_token&) override {
        clock_.advance(way_);
    }
    std::optional<std::vector<std::byte>> tryLoad(const FileId&, const std::stop_token&) override {
        clock_.advance(way_);
        return std::vector<std::byte>(100);
    }
    std::optional<std::size_t> tryLoadRange(const FileId&,
                                            std::uint64_t,
                                            std::span<std::byte> out,
                                            const std::stop_token&) override {
        clock_.advance(way_);
        return out.size();
    }
    std::optional<std::uint64_t> trySize(const FileId&, const std::stop_token&) override {
        clock_.advance(way_);
        return {};
    }
    void list(FileType, const Visitor& visit, const std::stop_token&) override {
        clock_.advance(way_);
        for (int i = 0; i < filesListed; ++i)
            visit(kPack, 100);
    }
    bool remove(const FileId&, const std::stop_token&) override { return false; }

    int filesListed = 2;

  private:
    CountingClock& clock_;
    const nanoseconds way_;
    const Properties properties_{.location = "far", .connections = 5, .connectionsFar = 16};
};

std::size_t connectionsAfterCalls(nanoseconds way, std::size_t usual, std::size_t far) {
    CountingClock clock;
    const auto backend = makeLimited(std::make_unique<FarBackend>(clock, way),
                                     {.connections = usual, .connectionsFar = far}, clock);
    (void)backend->tryLoad(kPack, {});
    (void)backend->trySize(kPack, {});
    backend->save(kLock, {}, {});
    EXPECT_EQ(backend->properties().connections, usual);
    (void)backend->tryLoad(kPack, {});
    return backend->properties().connections;
}

TEST(LimitBackend, HasMoreConnectionsToAPlaceThatIsFarAway) {
    EXPECT_EQ(connectionsAfterCalls(milliseconds{1}, 5, 16), 5U);
    EXPECT_EQ(connectionsAfterCalls(milliseconds{50}, 5, 16), 15U);
    EXPECT_EQ(connectionsAfterCalls(seconds{2}, 5, 16), 16U);
    EXPECT_EQ(connectionsAfterCalls(seconds{2}, 5, 5), 5U);
    EXPECT_EQ(connectionsAfterCalls(seconds{2}, 3, 3), 3U);
}

TEST(LimitBackend, KnowsTheDistanceByListingsOfFewFiles) {
    CountingClock clock;
    const auto backend = makeLimited(std::make_unique<FarBackend>(clock, milliseconds{50}),
                                     {.connections = 5, .connectionsFar = 16}, clock);
    for (int i = 0; i < 4; ++i)
        backend->list(FileType::Index, [](const FileId&, std::uint64_t) {}, {});
    EXPECT_EQ(backend->properties().connections, 15U);
}

TEST(LimitBackend, KnowsNothingOfTheDistanceByLargeCalls) {
    CountingClock clock;
    auto far = std::make_unique<FarBackend>(clock, seconds{2});
    far->filesListed = 1000;
    const auto backend =
        makeLimited(std::move(far), {.connections = 5, .connectionsFar = 16}, clock);
    std::vector<std::byte> room(std::size_t{1} << 20U);
    for (int i = 0; i < 10; ++i) {
        (void)backend->tryLoadRange(kPack, 0, room, {});
        backend->save(kPack, room, {});
        backend->list(FileType::Pack, [](const FileId&, std::uint64_t) {}, {});
    }
    EXPECT_EQ(backend->properties().connections, 5U);
}

TEST(LimitBackend, LetsMoreCallsInWhenThePlaceTurnsOutToBeFarAway) {
    CountingClock clock;
    auto inner = std::make_unique<HeldBackend>();
    HeldBackend& held = *inner;
    held.wayOfLocks = milliseconds{50};
    held.clock = &clock;
    const auto backend =
        makeLimited(std::move(inner), {.connections = 2, .connectionsFar = 6}, clock);
    for (int i = 0; i < 4; ++i)
        (void)backend->trySize(kLock, {});
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] { (void)backend->trySize(kPack, {}); });
    held.waitForCalls(6);  // Would never return if there were two slots still.
    held.mayLeave = true;
    held.mayLeave.notify_all();
    threads.clear();
}

TEST(LimitBackend, PacesCalls) {
    CountingClock clock;
    const auto backend =
        makeLimited(std::make_unique<MemoryBackend>(), {.callsPerSecond = 4}, clock);
    for (int i = 0; i < 40; ++i)
        (void)backend->trySize(i % 2 == 0 ? kPack : kLock, {});
    EXPECT_GE(clock.monotonic(), milliseconds{9500});
    EXPECT_LE(clock.monotonic(), milliseconds{10500});
}

TEST(LimitBackend, PausesOutsideOfTheWindowButForLocks) {
    CountingClock clock;
    clock.startSeconds = 19'676 * std::int64_t{86'400} + 12 * 3600;
    const auto backend = makeLimited(
        std::make_unique<MemoryBackend>(),
        {.window = std::make_unique<WorkWindow>(parseDaySpan("22:00-06:00").value(), clock,
                                                TimeZone::utc(), WorkWindow::Listener{})},
        clock);
    backend->save(kLock, {}, {});
    EXPECT_TRUE(backend->remove(kLock, {}));
    EXPECT_EQ(clock.monotonic(), seconds{0});
    backend->save(kPack, {}, {});
    EXPECT_GE(clock.monotonic(), hours{10});
}

}  // namespace
}  // namespace tl::storage
