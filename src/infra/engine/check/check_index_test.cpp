#include "infra/engine/check/check_index.h"

#include <gtest/gtest.h>

#include "tests/support/recorded_check.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

PackedBlob blobAt(std::uint32_t offset, BlobType type = BlobType::Data) {
    return {.handle = {type, BlobId{Digest{static_cast<std::byte>(offset + 1)}}},
            .offset = offset,
            .length = 100,
            .uncompressedLength = 0};
}

class IndexMergerTest : public testing::Test {
  protected:
    RecordedCheck check_;
    CheckReporter reporter_{check_};
    IndexMerger merger_{2, reporter_};
    const PackId pack_{Digest{std::byte{9}}};
};

TEST_F(IndexMergerTest, KnowsTheSizeAPackShouldHave) {
    merger_.add("one", {pack_, {blobAt(0), blobAt(100)}});
    const auto packs = merger_.finish();
    EXPECT_EQ(packs.at(pack_).sizeBytes, 36U + 2 * (100 + 37));
    EXPECT_EQ(packs.at(pack_).blobCount, 2U);
    EXPECT_TRUE(check_.errors.empty());
    EXPECT_TRUE(check_.notes.empty());
}

TEST_F(IndexMergerTest, TakesThePackTwiceForNoDamage) {
    merger_.add("one", {pack_, {blobAt(0), blobAt(100)}});
    merger_.add("two", {pack_, {blobAt(100), blobAt(0)}});
    (void)merger_.finish();
    EXPECT_TRUE(check_.errors.empty());
    EXPECT_EQ(check_.notes.size(), 1U);
    EXPECT_TRUE(reporter_.report().isIndexRepairSuggested);
}

TEST_F(IndexMergerTest, FindsIndexesThatDisagree) {
    merger_.add("one", {pack_, {blobAt(0), blobAt(100)}});
    merger_.add("two", {pack_, {blobAt(0), blobAt(101)}});
    (void)merger_.finish();
    EXPECT_TRUE(check_.hasError({pack_.hex(), "two"}));
    EXPECT_EQ(reporter_.report().brokenPacks, std::vector{pack_.hex()});
}

TEST_F(IndexMergerTest, FindsAnIndexThatLacksABlob) {
    merger_.add("one", {pack_, {blobAt(0), blobAt(100)}});
    merger_.add("two", {pack_, {blobAt(0)}});
    EXPECT_EQ(check_.errors.size(), 1U);
}

TEST_F(IndexMergerTest, NotesMixedPacks) {
    merger_.add("one", {pack_, {blobAt(0), blobAt(100, BlobType::Tree)}});
    (void)merger_.finish();
    EXPECT_TRUE(check_.errors.empty());
    EXPECT_EQ(check_.notes.size(), 1U);
    EXPECT_TRUE(reporter_.report().isPruneSuggested);
}

TEST_F(IndexMergerTest, RefusesCompressedBlobsInFormat1) {
    IndexMerger merger{1, reporter_};
    PackedBlob blob = blobAt(0);
    blob.uncompressedLength = 500;
    merger.add("one", {pack_, {blob}});
    EXPECT_TRUE(check_.hasError({"index one", "format 1"}));
}

TEST(CheckIndex, NamesADamagedFileAndReadsTheOthers) {
    RepositoryBuilder builder;
    builder.addData("one");
    const std::string name(64, 'a');
    builder.backend().save({storage::FileType::Index, name}, std::vector<std::byte>(50), {});
    RecordedCheck check;
    CheckReporter reporter{check};
    const CheckedIndex index = checkIndex(builder.repository(), reporter, {});
    EXPECT_FALSE(index.isComplete);
    EXPECT_EQ(index.packs.size(), 1U);
    EXPECT_EQ(check.errors.size(), 1U);
    EXPECT_TRUE(check.hasError({"index " + name}));
}

}  // namespace
}  // namespace tl::engine
