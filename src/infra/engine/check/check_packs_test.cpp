#include "infra/engine/check/check_packs.h"

#include <gtest/gtest.h>

#include "tests/support/recorded_check.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

const PackId kPack{Digest{std::byte{1}}};
const PackId kOther{Digest{std::byte{2}}};

class CheckPacksTest : public testing::Test {
  protected:
    CheckPacksTest() { index_.packs[kPack] = {.sizeBytes = 500, .blobCount = 1}; }

    RecordedCheck check_;
    CheckReporter reporter_{check_};
    CheckedIndex index_;
};

TEST_F(CheckPacksTest, IsContentWithTheRightSize) {
    const auto suspects = checkPacks(index_, {{kPack, 500}}, reporter_);
    EXPECT_TRUE(suspects.missing.empty());
    EXPECT_TRUE(suspects.wrongSize.empty());
    EXPECT_TRUE(check_.errors.empty());
    EXPECT_FALSE(reporter_.report().isIndexRepairSuggested);
}

TEST_F(CheckPacksTest, FindsAMissingPack) {
    const auto suspects = checkPacks(index_, {}, reporter_);
    EXPECT_TRUE(suspects.missing.contains(kPack));
    EXPECT_TRUE(check_.hasError({kPack.hex(), "missing"}));
    EXPECT_TRUE(reporter_.report().brokenPacks.empty());
}

TEST_F(CheckPacksTest, FindsAWrongSize) {
    const auto suspects = checkPacks(index_, {{kPack, 499}}, reporter_);
    EXPECT_EQ(suspects.wrongSize, std::vector{kPack});
    EXPECT_TRUE(check_.hasError({kPack.hex(), "499", "500"}));
    EXPECT_EQ(reporter_.report().brokenPacks, std::vector{kPack.hex()});
}

TEST_F(CheckPacksTest, NotesAPackThatNoIndexLists) {
    (void)checkPacks(index_, {{kPack, 500}, {kOther, 7}}, reporter_);
    EXPECT_TRUE(check_.errors.empty());
    ASSERT_EQ(check_.notes.size(), 1U);
    EXPECT_NE(check_.notes[0].find(kOther.hex()), std::string::npos);
    EXPECT_TRUE(reporter_.report().isPruneSuggested);
}

TEST(ListPacks, KnowsTheirSizes) {
    RepositoryBuilder builder;
    builder.addData("some content");
    const PackSizes sizes = listPacks(builder.repository(), {});
    ASSERT_EQ(sizes.size(), 1U);
    EXPECT_EQ(sizes.begin()->second, 36U + 37 + 32 + 12);
}

}  // namespace
}  // namespace tl::engine
