#include "infra/engine/prune/prune_plan.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "infra/engine/prune/plan_fixture.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::engine {
namespace {

using Packs = std::vector<PackId>;
using Numbers = std::vector<std::uint32_t>;

constexpr std::uint32_t kLarge = 16U << 20U;
constexpr std::uint64_t kHeaderFrame = 36;
constexpr std::uint64_t kEntry = 41;

class PrunePlanTest : public testing::Test, protected PlanFixture {};

TEST_F(PrunePlanTest, LeavesAnEmptyRepositoryAlone) {
    const PrunePlan found = plan();
    EXPECT_FALSE(found.changesIndex());
    EXPECT_EQ(found.figures, PruneFigures{});
}

TEST_F(PrunePlanTest, KeepsWhatIsAllUsed) {
    addUsedPacks(3, kLarge);
    const PrunePlan found = plan();
    EXPECT_FALSE(found.changesIndex());
    EXPECT_EQ(found.figures.packs.kept, 3U);
    EXPECT_EQ(found.figures.packs.used, 3U);
    EXPECT_EQ(found.figures.bytes.remaining(), 3U * kLarge);
}

TEST_F(PrunePlanTest, RemovesPacksThatNothingNeeds) {
    const PackId unused = addPack({{1, kLarge}, {2, 500}});
    addUsedPacks(1, kLarge);
    const PrunePlan found = plan();
    EXPECT_EQ(found.unused, Packs{unused});
    EXPECT_TRUE(found.repacked.empty());
    EXPECT_EQ(found.figures.blobs.removed, 2U);
    EXPECT_EQ(found.figures.bytes.removed, kLarge + 500U);
    EXPECT_EQ(found.figures.packs.unused, 1U);
}

TEST_F(PrunePlanTest, RemovesPacksThatNoIndexLists) {
    const PackId leftover = addLeftover(77);
    const PrunePlan found = plan();
    EXPECT_EQ(found.unreferenced, Packs{leftover});
    EXPECT_FALSE(found.changesIndex());
    EXPECT_EQ(found.figures.bytes.unreferenced, 77U);
    EXPECT_EQ(found.figures.bytes.removedTotal(), 77U);
    EXPECT_EQ(found.figures.packs.removedTotal(), 1U);
}

TEST_F(PrunePlanTest, CopiesTheNeededPartOfAPack) {
    const PackId partly = addPack({{1, 1000}, {2, 2000}, {3, 3000}});
    use({1, 3});
    const PrunePlan found = plan();
    EXPECT_EQ(found.repacked, Packs{partly});
    EXPECT_EQ(copiesOf(found), (Numbers{1, 3}));
    const PruneFigures& figures = found.figures;
    EXPECT_EQ(figures.blobs.repack, 3U);
    EXPECT_EQ(figures.blobs.repackRemoved, 1U);
    EXPECT_EQ(figures.bytes.repack, 6000U + kHeaderFrame + 3 * kEntry);
    EXPECT_EQ(figures.bytes.repackRemoved, 2000U);
    EXPECT_EQ(figures.bytes.remaining(), 4000U);
    EXPECT_EQ(figures.bytes.remainingUnused(), 0U);
    EXPECT_EQ(figures.packs.partlyUsed, 1U);
}

TEST_F(PrunePlanTest, ForgetsMissingPacksThatNobodyNeeds) {
    const PackId missing = addMissingPack({{1}});
    const PrunePlan found = plan();
    EXPECT_EQ(found.missing, Packs{missing});
    EXPECT_TRUE(found.changesIndex());
    EXPECT_TRUE(found.unused.empty());
}

TEST_F(PrunePlanTest, StopsForANeededPackThatIsMissing) {
    addMissingPack({{1}});
    use({1});
    EXPECT_EQ(kindThrown([this] { (void)plan(); }), ErrorKind::Corrupted);
}

TEST_F(PrunePlanTest, StopsForANeededPackOfAnotherSize) {
    addPack({{1}});
    use({1});
    --listed.back().sizeBytes;
    EXPECT_EQ(kindThrown([this] { (void)plan(); }), ErrorKind::Corrupted);
    listed.back().sizeBytes += 2;
    EXPECT_EQ(kindThrown([this] { (void)plan(); }), ErrorKind::Corrupted);
}

TEST_F(PrunePlanTest, RemovesAnUnusedPackOfAnotherSize) {
    const PackId odd = addPack({{1}});
    --listed.back().sizeBytes;
    EXPECT_EQ(plan().unused, Packs{odd});
}

TEST_F(PrunePlanTest, StopsForACopyOfSomethingNeededInAPackOfAnotherSize) {
    addPack({{1}});
    addPack({{1}, {2}});
    use({1});
    --listed.back().sizeBytes;
    EXPECT_EQ(kindThrown([this] { (void)plan(); }), ErrorKind::Corrupted);
}

TEST_F(PrunePlanTest, TakesTheOtherCopyOfWhatAMissingPackHeld) {
    const PackId missing = addMissingPack({{1}, {2}});
    const PackId there = addPack({{1}, {2}, {3}});
    use({1, 2});
    const PrunePlan found = plan();
    EXPECT_EQ(found.missing, Packs{missing});
    EXPECT_EQ(found.repacked, Packs{there});
    EXPECT_EQ(copiesOf(found), (Numbers{1, 2}));
}

TEST_F(PrunePlanTest, KeepsTheRewrittenCopiesOfAnInterruptedPrune) {
    const PackId old = addPack({{1}, {2}, {3}});
    const PackId rewritten = addPack({{1}, {3}});
    use({1, 3});
    const PrunePlan found = plan();
    EXPECT_EQ(found.unused, Packs{old});
    EXPECT_TRUE(found.copies.empty());
    EXPECT_TRUE(found.repacked.empty());
    EXPECT_EQ(found.figures.blobs.used, 2U);
    EXPECT_EQ(found.figures.blobs.duplicate, 2U);
    EXPECT_EQ(found.figures.blobs.unused, 1U);
    EXPECT_EQ(found.figures.packs.kept, 1U);
    EXPECT_NE(found.unused.front(), rewritten);
}

TEST_F(PrunePlanTest, CopiesOnlyWhatAnInterruptedPruneHadNotCopied) {
    const PackId old = addPack({{1}, {2}, {3}, {4}});
    addPack({{1}});
    use({1, 3, 4});
    const PrunePlan found = plan();
    EXPECT_EQ(found.repacked, Packs{old});
    EXPECT_EQ(copiesOf(found), (Numbers{3, 4}));
}

TEST_F(PrunePlanTest, KeepsOneOfTwoEqualPacks) {
    addPack({{1}, {2}});
    addPack({{2}, {1}});
    use({1, 2});
    const PrunePlan found = plan();
    EXPECT_EQ(found.unused.size(), 1U);
    EXPECT_TRUE(found.copies.empty());
    EXPECT_EQ(found.figures.packs.kept, 1U);
}

TEST_F(PrunePlanTest, CopiesABlobOfTwoRepackedPacksOnce) {
    addPack({{1}, {2}, {5}});
    addPack({{1}, {3}, {6}});
    use({1, 2, 3});
    const PrunePlan found = plan();
    EXPECT_EQ(found.repacked.size(), 2U);
    Numbers copies = copiesOf(found);
    std::ranges::sort(copies);
    EXPECT_EQ(copies, (Numbers{1, 2, 3}));
}

TEST_F(PrunePlanTest, KnowsABlobTwiceInOnePack) {
    const PackId pack = addPack({{1}, {1}});
    use({1});
    const PrunePlan found = plan();
    EXPECT_EQ(found.repacked, Packs{pack});
    EXPECT_EQ(copiesOf(found), Numbers{1});
}

TEST_F(PrunePlanTest, TellsDataFromTreesOfTheSameId) {
    const PackId data = addPack({{1, 1000, BlobType::Data}});
    const PackId trees = addPack({{1, 1000, BlobType::Tree}});
    use({1}, BlobType::Tree);
    const PrunePlan found = plan();
    EXPECT_EQ(found.unused, Packs{data});
    EXPECT_NE(found.unused.front(), trees);
}

TEST_F(PrunePlanTest, SeparatesTreesFromData) {
    const PackId mixed = addPack({{1, kLarge, BlobType::Data}, {2, 1000, BlobType::Tree}});
    use({1});
    use({2}, BlobType::Tree);
    options.maxUnused = UnusedUnlimited{};
    const PrunePlan found = plan();
    EXPECT_EQ(found.repacked, Packs{mixed});
    EXPECT_EQ(copiesOf(found), (Numbers{1, 2}));
}

TEST_F(PrunePlanTest, CompressesTreesAlwaysAndDataOnWish) {
    const PackId trees = addPack({{1, kLarge, BlobType::Tree, false}});
    const PackId data = addPack({{2, kLarge, BlobType::Data, false}});
    use({1}, BlobType::Tree);
    use({2});
    options.maxUnused = UnusedUnlimited{};
    EXPECT_EQ(plan().repacked, Packs{trees});
    EXPECT_EQ(plan().figures.bytes.uncompressed, kLarge + kHeaderFrame + 37);
    options.repackUncompressed = true;
    EXPECT_EQ(plan().repacked, (Packs{trees, data}));
    EXPECT_EQ(plan().figures.bytes.uncompressed, 0U);
    version = 1;
    EXPECT_TRUE(plan().repacked.empty());
    EXPECT_EQ(plan().figures.bytes.uncompressed, 0U);
}

TEST_F(PrunePlanTest, LeavesPacksOfDataAloneOnWish) {
    addPack({{1, 1000, BlobType::Data}, {2, 1000, BlobType::Data}});
    const PackId trees = addPack({{3, 1000, BlobType::Tree}, {4, 1000, BlobType::Tree}});
    const PackId unused = addPack({{5}});
    use({1});
    use({3}, BlobType::Tree);
    options.repackCacheableOnly = true;
    const PrunePlan found = plan();
    EXPECT_EQ(found.repacked, Packs{trees});
    EXPECT_EQ(found.unused, Packs{unused});
}

TEST_F(PrunePlanTest, LeavesUnusedDataUpToTheLimit) {
    // 400 bytes are unused in one, 600 in the other.
    addPack({{1, kLarge}, {2, 400}});
    const PackId worse = addPack({{3, kLarge}, {4, 600}});
    use({1, 3});
    options.maxUnused = UnusedBytes{1001};
    EXPECT_TRUE(plan().repacked.empty());
    // Restic's rule: as long as the limit is not undershot.
    options.maxUnused = UnusedBytes{1000};
    EXPECT_EQ(plan().repacked, Packs{worse});
    options.maxUnused = UnusedBytes{401};
    EXPECT_EQ(plan().repacked, Packs{worse});
    options.maxUnused = UnusedBytes{400};
    EXPECT_EQ(plan().repacked.size(), 2U);
    options.maxUnused = UnusedUnlimited{};
    EXPECT_TRUE(plan().repacked.empty());
    EXPECT_EQ(plan().figures.bytes.remainingUnused(), 1000U);
}

TEST_F(PrunePlanTest, CountsWhatIsRemovedAnywayTowardsTheLimit) {
    addPack({{1, kLarge}, {2, 400}});
    addPack({{3, 5000}});
    use({1});
    options.maxUnused = UnusedBytes{401};
    const PrunePlan found = plan();
    EXPECT_EQ(found.unused.size(), 1U);
    EXPECT_TRUE(found.repacked.empty());
}

TEST_F(PrunePlanTest, StopsBelowTheLargestRepackSize) {
    constexpr std::uint64_t kPack = kLarge + 1000 + kHeaderFrame + 2 * kEntry;
    for (std::uint32_t i = 0; i < 4; ++i) {
        addPack({{10 * i, kLarge}, {10 * i + 1, 1000}});
        use({10 * i});
    }
    options.maxRepackBytes = 2 * kPack;
    EXPECT_EQ(plan().repacked.size(), 1U) << "not when the limit would be reached";
    options.maxRepackBytes = 2 * kPack + 1;
    EXPECT_EQ(plan().repacked.size(), 2U);
    options.maxRepackBytes = 0;
    EXPECT_TRUE(plan().repacked.empty());
    options.maxRepackBytes.reset();
    EXPECT_EQ(plan().repacked.size(), 4U);
}

TEST_F(PrunePlanTest, TakesTreesFirstThenTheWorst) {
    const PackId little = addPack({{1, kLarge}, {2, 1000}});
    const PackId much = addPack({{3, kLarge}, {4, kLarge}});
    const PackId trees = addPack({{5, kLarge, BlobType::Tree}, {6, 10, BlobType::Tree}});
    use({1, 3});
    use({5}, BlobType::Tree);
    options.maxRepackBytes = kLarge + 2000;
    EXPECT_EQ(plan().repacked, Packs{trees});
    options.maxRepackBytes = 3U * kLarge + 2000;
    EXPECT_EQ(plan().repacked, (Packs{much, trees}));
    EXPECT_NE(plan().repacked.front(), little);
}

TEST_F(PrunePlanTest, MergesSmallPacksWhenThereAreTen) {
    addUsedPacks(1, kLarge);
    addUsedPacks(9, 1000);
    options.repackSmallerThan = kLarge;
    EXPECT_TRUE(plan().repacked.empty());
    addUsedPacks(1, 1000);
    EXPECT_EQ(plan().repacked.size(), 10U);
    EXPECT_EQ(plan().copies.size(), 10U);
    options.maxUnused = UnusedUnlimited{};
    EXPECT_EQ(plan().repacked.size(), 10U) << "small ones are merged whatever may stay unused";
}

TEST_F(PrunePlanTest, CallsSmallWhatIsBelowTheGivenSize) {
    addUsedPacks(10, 1000);
    const std::uint64_t size = listed.front().sizeBytes;
    options.repackSmallerThan = size;
    EXPECT_TRUE(plan().repacked.empty());
    options.repackSmallerThan = size + 1;
    EXPECT_EQ(plan().repacked.size(), 10U);
}

TEST_F(PrunePlanTest, FindsOutWhatIsSmallFromThePacks) {
    constexpr std::uint32_t kMiB = 1U << 20U;
    // Four fifths of 4 MiB, when most packs are smaller than that.
    addUsedPacks(10, 3 * kMiB);
    EXPECT_EQ(plan().repacked.size(), 10U);
    // Of the size that at least 97 % have: these here.
    addUsedPacks(400, kLarge);
    const PrunePlan many = plan();
    EXPECT_EQ(many.repacked.size(), 10U);
    addUsedPacks(12, 13 * kMiB);
    EXPECT_EQ(plan().repacked.size(), 10U) << "more than four fifths of 16 MiB";
}

TEST_F(PrunePlanTest, CallsSmallWhatIsBelowFourFifthsOfThePackSizeOnWish) {
    constexpr std::uint32_t kMiB = 1U << 20U;
    addUsedPacks(10, 12 * kMiB);
    EXPECT_TRUE(plan().repacked.empty());
    options.repackSmall = true;
    EXPECT_EQ(plan().repacked.size(), 10U);
    options.packSizeBytes = std::uint64_t{14} << 20U;
    EXPECT_TRUE(plan().repacked.empty());
}

TEST_F(PrunePlanTest, CopiesByPackAndOffset) {
    addPack({{9}, {8}, {7}, {100}});
    addPack({{3}, {5}, {4}, {101}});
    use({3, 4, 5, 7, 8, 9});
    EXPECT_EQ(copiesOf(plan()), (Numbers{9, 8, 7, 3, 5, 4}));
}

TEST_F(PrunePlanTest, CountsEveryBlobAndPackOnce) {
    addPack({{1}, {2}, {3, 1000, BlobType::Tree}});
    addPack({{1}, {4}});
    addPack({{5}});
    addMissingPack({{6}});
    addLeftover(99);
    addUsedPacks(4, kLarge);
    use({1, 2});
    const PruneFigures figures = plan().figures;
    EXPECT_EQ(figures.blobs.total(), index.blobCount());
    EXPECT_EQ(figures.blobs.used, 6U);
    EXPECT_EQ(figures.packs.total(), listed.size());
    EXPECT_EQ(figures.packs.total(), figures.packs.kept + figures.packs.repack +
                                         figures.packs.removed + figures.packs.unreferenced);
}

TEST(UnusedBytesMax, FollowsTheLimit) {
    EXPECT_EQ(unusedBytesMax(UnusedShare{0}, 1000), 0U);
    EXPECT_EQ(unusedBytesMax(UnusedShare{50}, 1000), 1000U);
    EXPECT_EQ(unusedBytesMax(UnusedShare{5}, 9500), 500U);
    EXPECT_EQ(unusedBytesMax(UnusedBytes{7}, 1000), 7U);
    EXPECT_EQ(unusedBytesMax(UnusedUnlimited{}, 1000), UINT64_MAX);
    EXPECT_EQ(unusedBytesMax(UnusedShare{99.999999}, UINT64_MAX), UINT64_MAX);
}

}  // namespace
}  // namespace tl::engine
