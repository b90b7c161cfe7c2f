#include "storage/cache/cache_backend.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/resources/parallel.h"
#include "storage/backend_contract.h"
#include "storage/fault/fault_backend.h"
#include "storage/memory/memory_backend.h"

namespace tl::storage {
namespace {

using Bytes = std::vector<std::byte>;

/// A cache before a backend in memory that counts what is read of it.
struct CachedPlace {
    TemporaryDirectory base;
    SystemRandom random;
    CacheFolder folder{base.path(), std::string(64, 'e'), {1000, 0}, random};
    MemoryBackend memory;
    FaultBackend* counting = nullptr;  ///< Owned by the backend.
    std::unique_ptr<Backend> backend = reopen(0);

    std::unique_ptr<Backend> reopen(std::uint64_t sizeMax) {
        auto inner = std::make_unique<FaultBackend>(memory, std::vector<Fault>{});
        counting = inner.get();
        return makeCached(std::move(inner), folder, sizeMax);
    }
    [[nodiscard]] std::uint64_t readCount() const {
        return counting->callCount(Operation::Load) + counting->callCount(Operation::LoadRange);
    }
};

INSTANTIATE_TEST_SUITE_P(All,
                         BackendContract,
                         testing::Values(BackendMaker{
                             "Cache",
                             [] {
                                 const auto place = std::make_shared<CachedPlace>();
                                 return std::shared_ptr<Backend>{place, place->backend.get()};
                             }}),
                         nameOfMaker);

class CacheBackendTest : public testing::Test {
  protected:
    std::vector<FileId> everyType() {
        const std::string name(64, 'a');
        return {{FileType::Config, {}},      {FileType::Key, name},
                {FileType::Lock, name},      {FileType::Snapshot, name},
                {FileType::Index, name},     {FileType::Pack, std::string(64, 'b')},
                {FileType::Pack, name, true}};
    }

    CachedPlace place_;
    Backend& backend_ = *place_.backend;
    const FileId index_{FileType::Index, std::string(64, 'a')};
    const FileId trees_{FileType::Pack, std::string(64, 'b'), true};
};

TEST_F(CacheBackendTest, KeepsIndexesSnapshotsAndPacksOfTrees) {
    for (const FileId& id : everyType())
        backend_.save(id, Bytes(100), {});
    for (const FileId& id : everyType()) {
        Bytes range(10);
        EXPECT_EQ(backend_.tryLoad(id, {})->size(), 100U);
        EXPECT_EQ(backend_.tryLoadRange(id, 95, range, {}), 5U);
        const bool isKept =
            id.type == FileType::Snapshot || id.type == FileType::Index || id.holdsTrees;
        EXPECT_EQ(place_.folder.contains(id), isKept);
    }
}

TEST_F(CacheBackendTest, FetchesAPackOfTreesOnce) {
    place_.memory.save(trees_, Bytes(100), {});
    Bytes range(10);
    for (std::uint64_t offset = 0; offset < 90; offset += 10)
        EXPECT_EQ(backend_.tryLoadRange(trees_, offset, range, {}), 10U);
    EXPECT_EQ(place_.readCount(), 1U);
}

TEST_F(CacheBackendTest, ManyThreadsFetchAFileOnce) {
    place_.memory.save(trees_, Bytes(1 << 20U), {});
    forEachInParallel(16, 8,
                      [&](std::size_t i, const std::stop_token& stop) {
                          Bytes range(10);
                          EXPECT_EQ(backend_.tryLoadRange(trees_, i * 10, range, stop), 10U);
                      },
                      {});
    EXPECT_LE(place_.readCount(), 8U);
}

TEST_F(CacheBackendTest, WhatExistsIsTheBackendsToSay) {
    backend_.save(index_, Bytes(100), {});
    ASSERT_TRUE(place_.memory.remove(index_, {}));  // By another client.
    EXPECT_FALSE(backend_.trySize(index_, {}));
    int count = 0;
    backend_.list(FileType::Index, [&](const FileId&, std::uint64_t) { ++count; }, {});
    EXPECT_EQ(count, 0);
    EXPECT_FALSE(place_.folder.contains(index_));
    EXPECT_FALSE(backend_.tryLoad(index_, {}));
}

TEST_F(CacheBackendTest, AWrongCopyIsDroppedAndFetchedAgain) {
    backend_.save(index_, Bytes(100), {});
    place_.folder.save(index_, Bytes(100, std::byte{1}));
    EXPECT_EQ(backend_.tryLoad(index_, {}), Bytes(100, std::byte{1}));
    EXPECT_TRUE(backend_.dropCopy(index_));
    EXPECT_EQ(backend_.tryLoad(index_, {}), Bytes(100));
    EXPECT_TRUE(place_.folder.contains(index_));
    EXPECT_TRUE(backend_.dropCopy(index_));
    EXPECT_FALSE(backend_.dropCopy(index_));
}

TEST_F(CacheBackendTest, ACopyThatIsCutShortIsReplaced) {
    backend_.save(trees_, Bytes(100), {});
    place_.folder.save(trees_, Bytes(50));
    Bytes range(10);
    EXPECT_EQ(backend_.tryLoadRange(trees_, 60, range, {}), 10U);
    EXPECT_EQ(backend_.tryLoad(trees_, {})->size(), 100U);
}

TEST_F(CacheBackendTest, WorksWhereNothingCanBeKept) {
    removeTree(place_.folder.path());
    writeFile(place_.folder.path(), "no folder");
    backend_.save(index_, Bytes(100), {});
    Bytes range(10);
    EXPECT_EQ(backend_.tryLoad(index_, {})->size(), 100U);
    EXPECT_EQ(backend_.tryLoadRange(index_, 0, range, {}), 10U);
    EXPECT_TRUE(backend_.remove(index_, {}));
}

TEST_F(CacheBackendTest, BoundsItsSizeWhenItIsClosed) {
    auto bounded = place_.reopen(250);
    for (const char digit : {'1', '2', '3', '4'})
        bounded->save({FileType::Index, std::string(64, digit)}, Bytes(100), {});
    bounded.reset();
    int count = 0;
    for (const char digit : {'1', '2', '3', '4'})
        count += place_.folder.contains({FileType::Index, std::string(64, digit)}) ? 1 : 0;
    EXPECT_EQ(count, 2);
}

}  // namespace
}  // namespace tl::storage
