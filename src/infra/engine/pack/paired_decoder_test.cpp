#include "infra/engine/pack/paired_decoder.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

class PairedDecoderTest : public testing::Test {
  protected:
    PairedDecoderTest() {
        builder_.beginPack();
        std::vector<BlobId> ids;
        for (const std::string& text : texts_)
            ids.push_back(builder_.addData(text));
        const PackId pack = builder_.endPack();
        bytes_ = builder_.backend().tryLoad({storage::FileType::Pack, pack.hex()}, {}).value();
        const BlobIndex index = builder_.index();
        for (const BlobId& id : ids)
            blobs_.push_back(index.find({BlobType::Data, id}).value().blob);
    }

    void add(std::size_t number, const PackedBlob& blob) { add(number, blob, boxOf(blob)); }
    void add(std::size_t number, const PackedBlob& blob, std::span<const std::byte> box) {
        decoder_.add(number, blob, box, visit_);
    }
    [[nodiscard]] std::vector<std::byte> boxOf(const PackedBlob& blob) const {
        const auto box = std::span{bytes_}.subspan(blob.offset, blob.length);
        return {box.begin(), box.end()};
    }

    const std::vector<std::string> texts_{"first", std::string(70'000, 'b'), "", "fourth",
                                          std::string(3'000, 'e')};
    RepositoryBuilder builder_;
    std::vector<std::byte> bytes_;
    std::vector<PackedBlob> blobs_;
    PairedDecoder decoder_{builder_.repository()};
    std::map<std::size_t, std::string> given_;  ///< A plaintext or a problem by its number.
    PairedDecoder::Visit visit_ = [this](const DecodedBlob& blob) {
        const std::string_view text{reinterpret_cast<const char*>(blob.plaintext.data()),
                                    blob.plaintext.size()};
        const bool isNew =
            given_.emplace(blob.number, blob.problem ? *blob.problem : std::string{text}).second;
        EXPECT_TRUE(isNew) << blob.number;
    };
};

TEST_F(PairedDecoderTest, GivesEachBlobOnceAndHashesAlong) {
    Sha256 along;
    for (std::size_t turn = 0; turn < 3; ++turn) {
        given_.clear();
        std::size_t hashed = 0;
        for (std::size_t i = 0; i < blobs_.size(); ++i) {
            add(i, blobs_[i]);
            const std::size_t end = blobs_[i].offset + blobs_[i].length;
            if (decoder_.tryHashAlong(along, std::span{bytes_}.subspan(hashed, end - hashed),
                                      visit_))
                hashed = end;
        }
        decoder_.finish(visit_);
        along.update(std::span{bytes_}.subspan(hashed));
        EXPECT_EQ(along.finish(), sha256(bytes_));
        ASSERT_EQ(given_.size(), texts_.size());
        for (std::size_t i = 0; i < texts_.size(); ++i)
            EXPECT_EQ(given_[i], texts_[i]) << i;
    }
}

TEST_F(PairedDecoderTest, DecodesOverTheBoxes) {
    std::vector<std::vector<std::byte>> boxes;
    for (const PackedBlob& blob : blobs_)
        boxes.push_back(boxOf(blob));
    for (std::size_t i = 0; i < blobs_.size(); ++i)
        decoder_.addInPlace(i, blobs_[i], boxes[i], visit_);
    auto flipped = boxOf(blobs_[1]);
    flipped[40] ^= std::byte{1};
    decoder_.addInPlace(blobs_.size(), blobs_[1], flipped, visit_);
    decoder_.addInPlace(blobs_.size() + 1, blobs_[1], std::span{flipped}.first(9), visit_);
    decoder_.finish(visit_);
    for (std::size_t i = 0; i < texts_.size(); ++i)
        EXPECT_EQ(given_[i], texts_[i]) << i;
    EXPECT_EQ(given_[texts_.size()], "its authentication code is wrong");
    EXPECT_EQ(given_[texts_.size() + 1], "it is cut short");
}

TEST_F(PairedDecoderTest, HoldsBackNoMoreThanOne) {
    for (std::size_t i = 0; i < blobs_.size(); ++i) {
        add(i, blobs_[i]);
        EXPECT_GE(given_.size(), i);
    }
    decoder_.finish(visit_);
    EXPECT_EQ(given_.size(), blobs_.size());
}

TEST_F(PairedDecoderTest, HoldsBackNothingBesideALargeBlob) {
    RepositoryBuilder builder;
    builder.beginPack();
    const std::string text(5U << 20U, 'x');
    const BlobId id = builder.addData(text);
    const PackId pack = builder.endPack();
    const auto bytes = builder.backend().tryLoad({storage::FileType::Pack, pack.hex()}, {}).value();
    const PackedBlob large = builder.index().find({BlobType::Data, id}).value().blob;
    PairedDecoder decoder{builder.repository()};
    const auto box = std::span{bytes}.subspan(large.offset, large.length);
    for (std::size_t i = 0; i < 3; ++i) {
        decoder.add(i, large, box, visit_);
        EXPECT_EQ(given_.size(), i);
    }
    decoder.finish(visit_);
    EXPECT_EQ(given_[2], text);
}

TEST_F(PairedDecoderTest, NamesTheDamagedOnesAndGivesTheOthers) {
    PackedBlob impostor = blobs_[0];
    impostor.handle.id.digest[0] ^= std::byte{1};
    auto flipped = boxOf(blobs_[1]);
    flipped[40] ^= std::byte{1};
    add(0, impostor);
    add(1, blobs_[1], flipped);
    add(2, blobs_[3]);
    add(3, blobs_[3], std::span{bytes_}.first(20));
    add(4, blobs_[3], {});
    decoder_.finish(visit_);
    EXPECT_EQ(given_[0], kWrongContent);
    EXPECT_EQ(given_[1], "its authentication code is wrong");
    EXPECT_EQ(given_[2], "fourth");
    EXPECT_EQ(given_[3], "it is cut short");
    EXPECT_EQ(given_[4], "it is cut short");
}

TEST_F(PairedDecoderTest, RefusesImpossibleSizesBeforeItAllocates) {
    PackedBlob huge = blobs_[0];
    huge.uncompressedLength = 0xffff'ffff;
    add(0, huge);
    PackedBlob tiny = blobs_[0];
    tiny.length = 7;
    tiny.uncompressedLength = 0;
    add(1, tiny, std::span{bytes_}.first(7));
    EXPECT_EQ(given_[0], "the index gives it an impossible size");
    EXPECT_EQ(given_[1], "it is cut short");
}

}  // namespace
}  // namespace tl::engine
