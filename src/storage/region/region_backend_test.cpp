#include "storage/region/region_backend.h"

#include <atomic>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "storage/backend_contract.h"
#include "storage/memory/memory_backend.h"

namespace tl::storage {
namespace {

const std::optional<CloudRegion> kIreland = cloudRegionNamed("amazon", "eu-west-1");

RegionGuard allowing() {
    return {.find = [](const std::stop_token&) { return RegionAnswer{.region = kIreland}; },
            .judge = [](const std::optional<CloudRegion>&) {}};
}

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{
                             "Region",
                             [] {
                                 return std::shared_ptr<Backend>{makeRegionGuarded(
                                     std::make_unique<MemoryBackend>(), allowing())};
                             }}),
                         nameOfMaker);

class RegionBackendTest : public testing::TestWithParam<RegionAsking> {
  protected:
    RegionBackendTest() {
        auto memory = std::make_unique<MemoryBackend>();
        memory_ = memory.get();
        backend_ = makeRegionGuarded(
            std::move(memory), {.find = [this](const std::stop_token& stop) { return find(stop); },
                                .judge =
                                    [this](const std::optional<CloudRegion>& region) {
                                        ++judged_;
                                        if (!region || !isAllowed_)
                                            throw Error{ErrorKind::PermissionDenied, "no"};
                                    },
                                .asking = GetParam()});
    }

    RegionAnswer find(const std::stop_token& stop) {
        ++asked_;
        if (stop.stop_requested()) throw Cancelled{};
        if (isAway_) throw Error{ErrorKind::Unavailable, "no answer"};
        return {.isPlaceThere = isThere_, .region = kIreland};
    }
    void save() { backend_->save(id_, std::as_bytes(std::span{"content", 7}), {}); }

    const FileId id_{FileType::Key, std::string(64, 'a')};
    MemoryBackend* memory_ = nullptr;
    std::unique_ptr<Backend> backend_;
    std::atomic<int> asked_ = 0;
    std::atomic<int> judged_ = 0;
    bool isAllowed_ = true;
    bool isAway_ = false;
    bool isThere_ = true;
};

TEST_P(RegionBackendTest, AsksOnce) {
    save();
    EXPECT_TRUE(backend_->tryLoad(id_, {}));
    EXPECT_EQ(backend_->trySize(id_, {}), 7U);
    EXPECT_EQ(asked_, 1);
    EXPECT_EQ(judged_, 1);
}

TEST_P(RegionBackendTest, StoresAndRemovesNothingWhereItMayNotBe) {
    const auto other =
        makeRegionGuarded(std::make_unique<MemoryBackend>(),
                          {.find = [](const std::stop_token&) { return RegionAnswer{}; },
                           .judge =
                               [](const std::optional<CloudRegion>&) {
                                   throw Error{ErrorKind::PermissionDenied, "no"};
                               },
                           .asking = GetParam()});
    const auto kindOf = [&](const auto& call) { return kindThrown([&] { call(*other); }); };
    const auto bytes = std::as_bytes(std::span{"content", 7});
    EXPECT_EQ(kindOf([](Backend& one) { one.create({}); }), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf([&](Backend& one) { one.save(id_, bytes, {}); }), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf([&](Backend& one) { (void)one.tryReplace(id_, bytes, {}); }),
              ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf([&](Backend& one) { one.remove(id_, {}); }), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf([&](Backend& one) { (void)one.tryLoad(id_, {}); }),
              ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf([&](Backend& one) { (void)one.trySize(id_, {}); }),
              ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf([&](Backend& one) {
                  one.list(FileType::Key, [](const FileId&, std::uint64_t) {}, {});
              }),
              ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf([&](Backend& one) { (void)one.sweepLeftovers(LeftoverUse::Remove, {}, {}); }),
              ErrorKind::PermissionDenied);
}

TEST_P(RegionBackendTest, AsksAgainAfterARefusalOrWithoutAnAnswer) {
    isAllowed_ = false;
    EXPECT_EQ(kindThrown([&] { save(); }), ErrorKind::PermissionDenied);
    EXPECT_FALSE(memory_->trySize(id_, {}));
    isAllowed_ = true;
    isAway_ = true;
    EXPECT_EQ(kindThrown([&] { (void)backend_->tryLoad(id_, {}); }), ErrorKind::Unavailable);
    isAway_ = false;
    save();
    EXPECT_EQ(asked_, 3);
}

TEST_P(RegionBackendTest, JudgesAPlaceThatIsMadeWhenItIsThere) {
    isThere_ = false;
    isAllowed_ = false;
    EXPECT_FALSE(backend_->tryLoad(id_, {}));
    backend_->create({});
    EXPECT_EQ(judged_, 0);
    isThere_ = true;
    EXPECT_EQ(kindThrown([&] { backend_->create({}); }), ErrorKind::PermissionDenied);
    EXPECT_EQ(judged_, 1);
}

TEST_P(RegionBackendTest, EndsWhenStopped) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(backend_->create(stop.get_token()), Cancelled);
}

INSTANTIATE_TEST_SUITE_P(AllWays,
                         RegionBackendTest,
                         testing::Values(RegionAsking::Beside, RegionAsking::Before));

}  // namespace
}  // namespace tl::storage
