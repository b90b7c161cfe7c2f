#include "storage/retry/retry_backend.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "storage/backend_contract.h"
#include "storage/fault/fault_backend.h"
#include "storage/memory/memory_backend.h"
#include "tests/support/counting_clock.h"

namespace tl::storage {
namespace {

using std::chrono::minutes;
using std::chrono::nanoseconds;
using Bytes = std::vector<std::byte>;

/// A retrying backend before one in memory that fails as planned.
struct Place {
    explicit Place(std::vector<Fault> plan = {},
                   const RetryPolicy& policy = {},
                   Replacing replacing = Replacing::Yes)
        : memory{replacing} {
        auto failing = std::make_unique<FaultBackend>(memory, std::move(plan));
        inner = failing.get();
        backend = makeRetrying(std::move(failing), policy, clock, random,
                               [this](const RetryNotice& notice) { notices.push_back(notice); });
    }

    MemoryBackend memory;
    CountingClock clock;
    SystemRandom random;
    FaultBackend* inner = nullptr;  ///< Owned by the backend.
    std::vector<RetryNotice> notices;
    std::unique_ptr<Backend> backend;
};

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{
                             "Retry",
                             [] {
                                 const auto place = std::make_shared<Place>();
                                 return std::shared_ptr<Backend>{place, place->backend.get()};
                             }}),
                         nameOfMaker);

const FileId kPack{FileType::Pack, std::string(64, 'a')};
const FileId kConfig{FileType::Config, {}};
const Bytes kContent(100, std::byte{7});

TEST(RetryBackend, MakesEveryCallAgainThatFailedForAWhile) {
    Place place{{{.calls = 2},
                 {.call = 4, .calls = 2},
                 {.call = 7, .calls = 2},
                 {.call = 10, .calls = 2},
                 {.call = 13, .calls = 2},
                 {.call = 16, .calls = 2},
                 {.call = 19, .calls = 2},
                 {.call = 22, .calls = 2}}};
    Backend& backend = *place.backend;
    Bytes room(10);
    int visits = 0;
    backend.create({});
    backend.save(kPack, kContent, {});
    EXPECT_EQ(backend.tryLoad(kPack, {}), kContent);
    EXPECT_EQ(backend.tryLoadRange(kPack, 95, room, {}), 5U);
    EXPECT_EQ(backend.trySize(kPack, {}), 100U);
    backend.list(FileType::Pack, [&](const FileId&, std::uint64_t) { ++visits; }, {});
    EXPECT_TRUE(backend.remove(kPack, {}));
    EXPECT_TRUE(backend.tryReplace(kPack, kContent, {}));
    EXPECT_EQ(visits, 1);
    EXPECT_EQ(place.inner->callCount(), 24U);
    EXPECT_EQ(place.clock.sleeps().size(), 16U);
}

TEST(RetryBackend, TellsWhatItWaitsFor) {
    Place place{{{.operation = Operation::Load}}};
    place.memory.save(kPack, kContent, {});
    EXPECT_EQ(place.backend->tryLoad(kPack, {}), kContent);
    ASSERT_EQ(place.notices.size(), 1U);
    EXPECT_EQ(place.notices[0].call, "reading data/aaaaaaaaaa");
    EXPECT_EQ(place.notices[0].reason, "a planned fault at call 1");
    EXPECT_EQ(std::vector{place.notices[0].wait}, place.clock.sleeps());
}

TEST(RetryBackend, FailsAtOnceWhatWillNotPass) {
    for (const ErrorKind kind :
         {ErrorKind::PermissionDenied, ErrorKind::ResourceExhausted, ErrorKind::NoRepository,
          ErrorKind::InvalidInput, ErrorKind::AlreadyExists, ErrorKind::Corrupted}) {
        Place place{{{.calls = Fault::kForever, .errorKind = kind}}};
        EXPECT_EQ(kindThrown([&] { place.backend->save(kPack, kContent, {}); }), kind);
        EXPECT_EQ(place.inner->callCount(), 1U);
        EXPECT_TRUE(place.notices.empty());
    }
}

TEST(RetryBackend, GivesUpWhenTheTimeIsOver) {
    Place place{{{.calls = Fault::kForever}}};
    EXPECT_EQ(kindThrown([&] { place.backend->save(kPack, kContent, {}); }),
              ErrorKind::Unavailable);
    const auto sleeps = place.clock.sleeps();
    EXPECT_EQ(std::accumulate(sleeps.begin(), sleeps.end(), nanoseconds{0}), minutes{15});
    EXPECT_LT(sleeps.size(), 40U);
}

TEST(RetryBackend, TriesOnceWithoutTime) {
    Place place{{{.calls = Fault::kForever}}, {.totalMax = nanoseconds{0}}};
    EXPECT_EQ(kindThrown([&] { (void)place.backend->trySize(kPack, {}); }), ErrorKind::Unavailable);
    EXPECT_EQ(place.inner->callCount(), 1U);
}

TEST(RetryBackend, AStopEndsTheWait) {
    Place place{{{.calls = Fault::kForever}}};
    std::stop_source stop;
    place.clock.onSleep = [&] { stop.request_stop(); };
    EXPECT_THROW((void)place.backend->trySize(kPack, stop.get_token()), Cancelled);
    EXPECT_EQ(place.inner->callCount(), 1U);
}

TEST(RetryBackend, ASaveWhoseAnswerWasLostIsNotMadeTwice) {
    Place place{{{.operation = Operation::Save, .kind = FaultKind::LoseAnswer}}};
    place.backend->save(kPack, kContent, {});
    EXPECT_EQ(place.memory.tryLoad(kPack, {}), kContent);
    EXPECT_EQ(place.inner->callCount(Operation::Remove), 0U);
}

TEST(RetryBackend, WhatATornSaveLeftIsReplaced) {
    Place place{{{.operation = Operation::Save, .kind = FaultKind::TearAndFail}}};
    place.backend->save(kPack, kContent, {});
    EXPECT_EQ(place.memory.tryLoad(kPack, {}), kContent);
}

TEST(RetryBackend, ATornFileOfTheRightSizeIsReplaced) {
    Place place{{{.operation = Operation::Save}}};
    place.memory.save(kPack, Bytes(100, std::byte{8}), {});
    place.backend->save(kPack, kContent, {});
    EXPECT_EQ(place.memory.tryLoad(kPack, {}), kContent);
}

TEST(RetryBackend, FailuresWhileASaveIsLookedAtAreRetriedToo) {
    Place place{{{.operation = Operation::Save, .kind = FaultKind::TearAndFail},
                 {.operation = Operation::Size},
                 {.operation = Operation::Replace}}};
    place.backend->save(kPack, kContent, {});
    EXPECT_EQ(place.memory.tryLoad(kPack, {}), kContent);
    EXPECT_EQ(place.notices.size(), 3U);
}

TEST(RetryBackend, WhereNothingCanBeReplacedATornFileIsRemovedFirst) {
    Place place{{{.operation = Operation::Save, .kind = FaultKind::TearAndFail},
                 {.operation = Operation::Size},
                 {.operation = Operation::Remove},
                 {.call = 4, .operation = Operation::Save}},
                {},
                Replacing::No};
    place.backend->save(kPack, kContent, {});
    EXPECT_EQ(place.memory.tryLoad(kPack, {}), kContent);
    EXPECT_EQ(place.notices.size(), 4U);
}

TEST(RetryBackend, NeverReplacesAnotherConfig) {
    Place place{{{.operation = Operation::Save}}};
    const Bytes others(90, std::byte{1});
    place.memory.save(kConfig, others, {});
    EXPECT_EQ(kindThrown([&] { place.backend->save(kConfig, kContent, {}); }),
              ErrorKind::AlreadyExists);
    EXPECT_EQ(place.memory.tryLoad(kConfig, {}), others);
}

TEST(RetryBackend, AFirstSaveNeverReplaces) {
    Place place;
    place.memory.save(kPack, Bytes(100, std::byte{8}), {});
    EXPECT_EQ(kindThrown([&] { place.backend->save(kPack, kContent, {}); }),
              ErrorKind::AlreadyExists);
    EXPECT_EQ(place.inner->callCount(), 1U);
}

TEST(RetryBackend, ARemovalWhoseAnswerWasLostIsARemoval) {
    Place place{{{.operation = Operation::Remove, .kind = FaultKind::LoseAnswer}}};
    place.memory.save(kPack, kContent, {});
    EXPECT_TRUE(place.backend->remove(kPack, {}));
    EXPECT_FALSE(place.backend->remove(kPack, {}));
}

/// Lists `before` files and fails, as often as told; then lists all.
class TornListing final : public Backend {
  public:
    TornListing(int before, int failures) : before_{before}, failures_{failures} {}
    [[nodiscard]] const Properties& properties() const override { return properties_; }
    void create(const std::stop_token&) override {}
    void save(const FileId&, std::span<const std::byte>, const std::stop_token&) override {}
    std::optional<Bytes> tryLoad(const FileId&, const std::stop_token&) override { return {}; }
    std::optional<std::size_t> tryLoadRange(const FileId&,
                                            std::uint64_t,
                                            std::span<std::byte>,
                                            const std::stop_token&) override {
        return {};
    }
    std::optional<std::uint64_t> trySize(const FileId&, const std::stop_token&) override {
        return {};
    }
    bool remove(const FileId&, const std::stop_token&) override { return false; }
    void list(FileType type, const Visitor& visit, const std::stop_token&) override {
        const bool isTorn = failures_-- > 0;
        for (int i = 0; i < (isTorn ? before_ : 10); ++i)
            visit({type, std::string(64, static_cast<char>('0' + i))}, 1);
        if (isTorn) throw Error{ErrorKind::Unavailable, "the connection was reset"};
    }

  private:
    const Properties properties_{.location = "torn"};
    const int before_;
    int failures_;
};

TEST(RetryBackend, AListingThatBeginsAnewShowsEachFileOnce) {
    CountingClock clock;
    SystemRandom random;
    const auto backend = makeRetrying(std::make_unique<TornListing>(6, 3), {}, clock, random, {});
    std::multiset<std::string> names;
    backend->list(FileType::Pack, [&](const FileId& id, std::uint64_t) { names.insert(id.name); },
                  {});
    EXPECT_EQ(names.size(), 10U);
    EXPECT_EQ((std::set<std::string>{names.begin(), names.end()}.size()), 10U);
}

TEST(RetryBackend, WhatAVisitorThrowsIsNotTheBackendsFailure) {
    Place place;
    place.memory.save(kPack, kContent, {});
    int visits = 0;
    const auto visit = [&](const FileId&, std::uint64_t) {
        ++visits;
        throw Error{ErrorKind::Unavailable, "the visitor's own"};
    };
    EXPECT_EQ(kindThrown([&] { place.backend->list(FileType::Pack, visit, {}); }),
              ErrorKind::Unavailable);
    EXPECT_EQ(visits, 1);
    EXPECT_TRUE(place.notices.empty());
}

TEST(RetryBackend, ReadsAFileOnceAfterAllPatienceWasInVain) {
    Place place{{{.operation = Operation::Load, .calls = 50}},
                {.waitMax = minutes{1}, .totalMax = minutes{5}}};
    place.memory.save(kPack, kContent, {});
    EXPECT_THROW((void)place.backend->tryLoad(kPack, {}), Error);
    const std::uint64_t tries = place.inner->callCount(Operation::Load);
    ASSERT_LT(tries, 40U);
    EXPECT_THROW((void)place.backend->tryLoad(kPack, {}), Error);
    EXPECT_EQ(place.inner->callCount(Operation::Load), tries + 1);
    Bytes room(10);
    EXPECT_EQ(place.backend->tryLoadRange(kPack, 0, room, {}), 10U) << "it can be read again";
    EXPECT_THROW((void)place.backend->tryLoad(kPack, {}), Error);
    EXPECT_GT(place.inner->callCount(Operation::Load), tries + 2) << "all its patience is back";
}

}  // namespace
}  // namespace tl::storage
