#include "infra/engine/prune/read_ranges.h"

#include <numeric>

#include <gtest/gtest.h>

#include "infra/engine/prune/plan_fixture.h"

namespace tl::engine {
namespace {

constexpr std::uint32_t kMiB = 1U << 20U;

class ReadRangesTest : public testing::Test, protected PlanFixture {
  protected:
    /// The entries of `numbers`, in this order.
    void choose(std::initializer_list<std::uint32_t> numbers) {
        chosen_.clear();
        for (const std::uint32_t number : numbers)
            chosen_.push_back(index.findNumber(handleOf(number)).value());
    }
    [[nodiscard]] std::vector<ReadRange> ranges() const {
        return planReads(index, chosen_, std::size_t{32} << 20U);
    }

    std::vector<EntryNumber> chosen_;
};

TEST_F(ReadRangesTest, HasNothingToReadForNothing) {
    EXPECT_TRUE(ranges().empty());
}

TEST_F(ReadRangesTest, ReadsNeighboursAtOnce) {
    addPack({{1, 100}, {2, 200}, {3, 300}});
    choose({1, 2, 3});
    ASSERT_EQ(ranges().size(), 1U);
    EXPECT_EQ(ranges()[0].offset, 0U);
    EXPECT_EQ(ranges()[0].length, 600U);
    EXPECT_EQ(ranges()[0].blobs.size(), 3U);
    EXPECT_TRUE(ranges()[0].isLastOfPack);
}

TEST_F(ReadRangesTest, ReadsAGapAlongUpToOneMebibyte) {
    addPack({{1, 100}, {2, kMiB}, {3, 300}});
    choose({1, 3});
    ASSERT_EQ(ranges().size(), 1U);
    EXPECT_EQ(ranges()[0].length, kMiB + 400);

    addPack({{4, 100}, {5, kMiB + 1}, {6, 300}});
    choose({4, 6});
    ASSERT_EQ(ranges().size(), 2U);
    EXPECT_EQ(ranges()[1].offset, kMiB + 101);
    EXPECT_EQ(ranges()[1].length, 300U);
    EXPECT_FALSE(ranges()[0].isLastOfPack);
    EXPECT_TRUE(ranges()[1].isLastOfPack);
}

TEST_F(ReadRangesTest, EndsARequestAt32Mebibytes) {
    addPack({{1, 20 * kMiB}, {2, 12 * kMiB}, {3, 1}, {4, 40 * kMiB}});
    choose({1, 2, 3, 4});
    const auto found = ranges();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].length, 32 * kMiB);
    EXPECT_EQ(found[1].length, 1U);
    EXPECT_EQ(found[2].length, 40 * kMiB) << "a blob cannot be read by halves";
}

TEST_F(ReadRangesTest, ReadsEachPackByItself) {
    addPack({{1, 100}});
    addPack({{2, 100}});
    choose({1, 2});
    ASSERT_EQ(ranges().size(), 2U);
    EXPECT_NE(ranges()[0].pack, ranges()[1].pack);
    EXPECT_TRUE(ranges()[0].isLastOfPack);
}

}  // namespace
}  // namespace tl::engine
