#include "infra/engine/index/pack_fingerprint.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

IndexedPack somePack() {
    IndexedPack pack;
    for (std::uint8_t i = 0; i < 5; ++i)
        pack.blobs.push_back({.handle = {BlobType::Data, BlobId{Digest{std::byte{i}}}},
                              .offset = 100U * i,
                              .length = 100,
                              .uncompressedLength = 150});
    return pack;
}

TEST(PackFingerprint, DoesNotDependOnTheOrder) {
    IndexedPack pack = somePack();
    std::ranges::reverse(pack.blobs);
    EXPECT_EQ(fingerprintOf(pack), fingerprintOf(somePack()));
}

TEST(PackFingerprint, TellsEveryDifferenceApart) {
    const auto differsBy = [](auto change) {
        IndexedPack pack = somePack();
        change(pack.blobs[3]);
        return fingerprintOf(pack) != fingerprintOf(somePack());
    };
    EXPECT_TRUE(differsBy([](PackedBlob& blob) { blob.handle.type = BlobType::Tree; }));
    EXPECT_TRUE(differsBy([](PackedBlob& blob) { blob.handle.id.digest[31] = std::byte{1}; }));
    EXPECT_TRUE(differsBy([](PackedBlob& blob) { ++blob.offset; }));
    EXPECT_TRUE(differsBy([](PackedBlob& blob) { ++blob.length; }));
    EXPECT_TRUE(differsBy([](PackedBlob& blob) { blob.uncompressedLength = 0; }));
}

TEST(PackFingerprint, TellsALackingAndARepeatedBlobApart) {
    IndexedPack shorter = somePack();
    shorter.blobs.pop_back();
    EXPECT_NE(fingerprintOf(shorter), fingerprintOf(somePack()));
    IndexedPack longer = somePack();
    longer.blobs.push_back(longer.blobs.front());
    EXPECT_NE(fingerprintOf(longer), fingerprintOf(somePack()));
    std::swap(longer.blobs[2], longer.blobs.back());
    longer.blobs.pop_back();  // As many as before, one twice, one not at all.
    EXPECT_NE(fingerprintOf(longer), fingerprintOf(somePack()));
}

}  // namespace
}  // namespace tl::engine
