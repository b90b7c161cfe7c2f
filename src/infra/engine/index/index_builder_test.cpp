#include "infra/engine/index/index_builder.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "infra/engine/index/load_index.h"
#include "infra/platform/directory.h"
#include "infra/platform/temporary_directory.h"
#include "infra/resources/parallel.h"
#include "storage/memory/memory_backend.h"

namespace tl::engine {
namespace {

class IndexBuilderFixture : public testing::Test {
  protected:
    IndexBuilderFixture() { repository_.setIndexFolder(folder_.path()); }

    std::vector<IndexedPack> makePacks(std::size_t packs, std::size_t blobs) {
        std::vector<IndexedPack> made;
        for (std::size_t i = 0; i < packs; ++i) {
            IndexedPack pack;
            random_.fill(pack.id.digest);
            for (std::uint32_t j = 0; j < blobs; ++j) {
                pack.blobs.push_back({{BlobType::Data, {}}, j * 100, 100, 0});
                for (std::byte& byte : pack.blobs.back().handle.id.digest)
                    byte = static_cast<std::byte>(chance_());
            }
            made.push_back(std::move(pack));
        }
        return made;
    }

    static void expectHolds(const BlobIndex& index, const std::vector<IndexedPack>& packs) {
        std::size_t blobs = 0;
        for (const IndexedPack& pack : packs) {
            EXPECT_TRUE(index.containsPack(pack.id));
            for (const PackedBlob& blob : pack.blobs)
                EXPECT_EQ(index.findAll(blob.handle), (std::vector{StoredBlob{pack.id, blob}}));
            blobs += pack.blobs.size();
        }
        EXPECT_EQ(index.blobCount(), blobs);
        EXPECT_EQ(index.packCount(), packs.size());
    }

    TemporaryDirectory folder_;
    SystemRandom random_;
    std::mt19937 chance_{1};
    storage::MemoryBackend backend_;
    Repository repository_{backend_, random_, Key{}, KeyId{}, Config{}};
};

class IndexBuilderTest : public IndexBuilderFixture,
                         public testing::WithParamInterface<IndexPlace> {};

INSTANTIATE_TEST_SUITE_P(,
                         IndexBuilderTest,
                         testing::Values(IndexPlace::Memory, IndexPlace::Disk),
                         [](const auto& test) {
                             return test.param == IndexPlace::Disk ? "Disk" : "Memory";
                         });

TEST_P(IndexBuilderTest, HoldsWhatManyThreadsAdd) {
    const auto packs = makePacks(40, 500);
    IndexBuilder builder{repository_, GetParam()};
    forEachInParallel(packs.size(), 4,
                      [&](std::size_t i, const std::stop_token&) {
                          builder.add({&packs[i], 1});
                      },
                      {});
    const auto index = builder.tryFinish({});
    ASSERT_TRUE(index);
    expectHolds(*index, packs);
}

TEST_P(IndexBuilderTest, HoldsAPackOnceThatSeveralFilesList) {
    const auto packs = makePacks(3, 10);
    IndexBuilder builder{repository_, GetParam()};
    builder.add(packs);
    builder.add(packs);
    const auto index = builder.tryFinish({});
    ASSERT_TRUE(index);
    expectHolds(*index, packs);
}

TEST_P(IndexBuilderTest, TakesMoreAfterwards) {
    const auto packs = makePacks(3, 10);
    IndexBuilder builder{repository_, GetParam()};
    builder.add(std::span{packs}.first(2));
    auto index = builder.tryFinish({});
    ASSERT_TRUE(index);
    index->addPack(packs[2]);
    expectHolds(*index, packs);
}

TEST_P(IndexBuilderTest, IsEmptyWithoutPacks) {
    IndexBuilder builder{repository_, GetParam()};
    const auto index = builder.tryFinish({});
    ASSERT_TRUE(index);
    EXPECT_EQ(index->blobCount(), 0U);
    EXPECT_FALSE(index->contains({}));
}

TEST_P(IndexBuilderTest, LeavesNoFileBehind) {
    const auto packs = makePacks(3, 10);
    IndexBuilder builder{repository_, GetParam()};
    builder.add(packs);
    const auto index = builder.tryFinish({});
    EXPECT_TRUE(Directory::tryOpen(folder_.path(), Follow::Yes)->entries().empty());
}

TEST_F(IndexBuilderFixture, StopsOnTheDiskWhenAsked) {
    const auto packs = makePacks(3, 10);
    IndexBuilder builder{repository_, IndexPlace::Disk};
    builder.add(packs);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW((void)builder.tryFinish(stop.get_token()), Cancelled);
}

TEST_F(IndexBuilderFixture, SaysWhenTheDiskCannotHoldIt) {
    repository_.setIndexFolder(folder_ / "absent");
    const auto packs = makePacks(3, 10);
    IndexBuilder builder{repository_, IndexPlace::Disk};
    builder.add(packs);
    EXPECT_FALSE(builder.tryFinish({}));
}

TEST_F(IndexBuilderFixture, GoesToTheDiskWhenThereIsMuch) {
    EXPECT_EQ(chooseIndexPlace(1000), IndexPlace::Memory);
    EXPECT_EQ(chooseIndexPlace(std::uint64_t{500} << 20U), IndexPlace::Disk);
}

}  // namespace
}  // namespace tl::engine
