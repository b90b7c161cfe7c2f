#include "infra/engine/index/blob_index.h"

#include <cstring>

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

template <typename AnyId>
AnyId idOf(std::uint32_t number) {
    AnyId id;
    std::memcpy(id.digest.data(), &number, sizeof number);
    return id;
}

IndexedPack packOf(std::uint32_t packNumber, std::uint32_t firstBlob, std::uint32_t count) {
    IndexedPack pack{idOf<PackId>(packNumber), {}};
    for (std::uint32_t i = 0; i < count; ++i)
        pack.blobs.push_back({{BlobType::Data, idOf<BlobId>(firstBlob + i)}, i * 100, 100, 0});
    return pack;
}

TEST(BlobIndex, FindsEveryBlobOfManyPacks) {
    BlobIndex index;
    for (std::uint32_t i = 0; i < 100; ++i)
        index.addPack(packOf(i, i * 100, 100));
    EXPECT_EQ(index.blobCount(), 10000U);
    for (std::uint32_t i = 0; i < 10000; ++i) {
        const auto found = index.find({BlobType::Data, idOf<BlobId>(i)});
        ASSERT_TRUE(found);
        EXPECT_EQ(found->pack, idOf<PackId>(i / 100));
        EXPECT_EQ(found->blob.offset, i % 100 * 100);
    }
    EXPECT_FALSE(index.contains({BlobType::Data, idOf<BlobId>(10000)}));
}

TEST(BlobIndex, TreeAndDataBlobsOfOneIdAreDifferent) {
    BlobIndex index;
    index.addPack(packOf(1, 1, 1));
    EXPECT_TRUE(index.contains({BlobType::Data, idOf<BlobId>(1)}));
    EXPECT_FALSE(index.contains({BlobType::Tree, idOf<BlobId>(1)}));
}

TEST(BlobIndex, KeepsEveryPlaceButNoEntryTwice) {
    BlobIndex index;
    index.addPack(packOf(1, 5, 2));
    index.addPack(packOf(2, 5, 2));
    index.addPack(packOf(1, 5, 2));
    EXPECT_EQ(index.blobCount(), 4U);
    EXPECT_EQ(index.packs().size(), 2U);
    EXPECT_EQ(index.findAll({BlobType::Data, idOf<BlobId>(5)}).size(), 2U);
}

TEST(BlobIndex, NumbersItsEntriesAndPacksWithoutGaps) {
    BlobIndex index;
    index.addPack(packOf(1, 5, 2));
    index.addPack(packOf(2, 6, 2));
    EntryNumber next = 0;
    index.forEachNumbered([&](EntryNumber number, const StoredBlob& blob) {
        EXPECT_EQ(number, next++);
        EXPECT_EQ(index.at(number), blob);
        EXPECT_EQ(index.packAt(index.packNumberOf(number)), blob.pack);
    });
    EXPECT_EQ(next, index.blobCount());
    EXPECT_EQ(index.packCount(), 2U);
    for (PackNumber pack = 0; pack < index.packCount(); ++pack)
        EXPECT_EQ(index.findPack(index.packAt(pack)), pack);
    EXPECT_FALSE(index.findPack(idOf<PackId>(3)));
}

TEST(BlobIndex, TellsTheNumbersOfAllPlacesOfABlob) {
    BlobIndex index;
    index.addPack(packOf(1, 5, 2));
    index.addPack(packOf(2, 6, 2));
    const BlobHandle twice{BlobType::Data, idOf<BlobId>(6)};
    std::vector<StoredBlob> places;
    index.visitPlaces(twice, [&](EntryNumber number) { places.push_back(index.at(number)); });
    EXPECT_EQ(places, index.findAll(twice));
    EXPECT_EQ(places.size(), 2U);
    EXPECT_EQ(index.at(index.findNumber(twice).value()).blob.handle, twice);
    EXPECT_FALSE(index.findNumber({BlobType::Tree, idOf<BlobId>(6)}));
}

TEST(BlobIndex, AnEmptyOneHasNothing) {
    const BlobIndex index;
    EXPECT_FALSE(index.contains({BlobType::Data, {}}));
    EXPECT_TRUE(index.findAll({BlobType::Data, {}}).empty());
}

}  // namespace
}  // namespace tl::engine
