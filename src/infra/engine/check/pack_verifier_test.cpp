#include "infra/engine/check/pack_verifier.h"

#include <gtest/gtest.h>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/pack_header.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

/// A pack of two blobs, of which 48 bytes each are boxes.
class PackVerifierTest : public testing::Test {
  protected:
    PackVerifierTest() {
        builder_.beginPack();
        first_ = builder_.addData("sixteen bytes...");
        second_ = builder_.addData("other 16 bytes..");
        pack_ = builder_.endPack();
        bytes_ = builder_.backend().tryLoad({storage::FileType::Pack, pack_.hex()}, {}).value();
        index_.blobs = builder_.index();
        index_.packs[pack_] = {.sizeBytes = bytes_.size(), .blobCount = 2};
    }

    [[nodiscard]] PackVerdict verdict() {
        return PackVerifier{builder_.repository(), index_}.verify(pack_, bytes_);
    }
    void flipBitAt(std::size_t at) { bytes_[at] ^= std::byte{4}; }
    static bool hasProblem(const PackVerdict& verdict, const std::string& part) {
        for (const std::string& problem : verdict.problems)
            if (problem.find(part) != std::string::npos) return true;
        return false;
    }

    RepositoryBuilder builder_;
    CheckedIndex index_;
    BlobId first_;
    BlobId second_;
    PackId pack_;
    std::vector<std::byte> bytes_;
};

TEST_F(PackVerifierTest, FindsNothingInASoundPack) {
    const PackVerdict found = verdict();
    EXPECT_TRUE(found.problems.empty()) << found.problems[0];
    EXPECT_TRUE(found.damaged.empty());
}

TEST_F(PackVerifierTest, NamesTheBlobThatABitFlipHit) {
    flipBitAt(50);
    const PackVerdict found = verdict();
    EXPECT_TRUE(hasProblem(found, "does not match its name"));
    EXPECT_TRUE(hasProblem(found, "data blob " + second_.hex() + " is damaged"));
    EXPECT_EQ(found.damaged, (std::vector{BlobHandle{BlobType::Data, second_}}));
}

TEST_F(PackVerifierTest, FindsABitFlipAtEveryPlace) {
    for (std::size_t at = 0; at < bytes_.size(); ++at) {
        flipBitAt(at);
        EXPECT_FALSE(verdict().problems.empty()) << at;
        flipBitAt(at);
    }
}

TEST_F(PackVerifierTest, SavesWhatTheIndexKnowsWhenTheHeaderIsDamaged) {
    flipBitAt(100);
    const PackVerdict found = verdict();
    EXPECT_TRUE(hasProblem(found, "header"));
    EXPECT_TRUE(found.damaged.empty());
}

TEST_F(PackVerifierTest, FindsAnyTruncation) {
    const auto whole = bytes_;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        bytes_.resize(size);
        EXPECT_FALSE(verdict().problems.empty()) << size;
        bytes_ = whole;
    }
    bytes_.resize(60);
    EXPECT_EQ(verdict().damaged, (std::vector{BlobHandle{BlobType::Data, second_}}));
}

TEST_F(PackVerifierTest, FindsContentThatIsNotWhatItsIdSays) {
    // As a machine with bad memory writes it: the pack's name and all codes are right.
    builder_.beginPack();
    builder_.addData("true");
    pack_ = builder_.endPack();
    bytes_ = builder_.backend().tryLoad({storage::FileType::Pack, pack_.hex()}, {}).value();
    CheckedIndex forged;
    forged.blobs.addPack({pack_,
                          {{.handle = {BlobType::Data, BlobId{Digest{std::byte{3}}}},
                            .offset = 0,
                            .length = 36,
                            .uncompressedLength = 0}}});
    forged.packs[pack_] = {.sizeBytes = bytes_.size(), .blobCount = 1};
    const auto found = PackVerifier{builder_.repository(), forged}.verify(pack_, bytes_);
    EXPECT_TRUE(hasProblem(found, "the index does not list"));
    EXPECT_TRUE(hasProblem(found, "its content does not match its ID"));
}

TEST_F(PackVerifierTest, FindsAnIndexThatListsLess) {
    CheckedIndex less;
    less.blobs.addPack({pack_, {builder_.index().find({BlobType::Data, first_})->blob}});
    less.packs[pack_] = {.sizeBytes = bytes_.size(), .blobCount = 1};
    const auto found = PackVerifier{builder_.repository(), less}.verify(pack_, bytes_);
    EXPECT_TRUE(hasProblem(found, "header lists 2 blobs, the index 1"));
    EXPECT_TRUE(found.damaged.empty());
}

TEST_F(PackVerifierTest, NamesOnlySomeOfManyDamagedBlobs) {
    builder_.beginPack();
    for (int i = 0; i < 30; ++i)
        builder_.addData("blob " + std::to_string(i));
    pack_ = builder_.endPack();
    index_.blobs = builder_.index();
    index_.packs[pack_] = {.sizeBytes = 0, .blobCount = 30};
    bytes_.assign(5000, std::byte{0});
    const PackVerdict found = verdict();
    EXPECT_EQ(found.damaged.size(), 30U);
    EXPECT_LT(found.problems.size(), 20U);
    EXPECT_TRUE(hasProblem(found, "20 more"));
}

}  // namespace
}  // namespace tl::engine
