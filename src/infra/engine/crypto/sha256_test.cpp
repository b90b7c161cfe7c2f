#include "infra/engine/crypto/sha256.h"

#include <array>
#include <deque>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span{text});
}

std::string hex(const Sha256Digest& digest) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : digest) {
        text += kDigits[std::to_integer<std::size_t>(byte >> 4U)];
        text += kDigits[std::to_integer<std::size_t>(byte & std::byte{15})];
    }
    return text;
}

// From FIPS 180-4's examples.
constexpr std::string_view kEmpty =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view kAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, KnownDigests) {
    EXPECT_EQ(hex(sha256({})), kEmpty);
    EXPECT_EQ(hex(sha256(bytesOf("abc"))), kAbc);
}

TEST(Sha256, PiecesGiveTheDigestOfTheWhole) {
    Sha256 hash;
    hash.update(bytesOf("a"));
    hash.update({});
    hash.update(bytesOf("bc"));
    EXPECT_EQ(hex(hash.finish()), kAbc);
}

TEST(Sha256, StartsAnewAfterFinish) {
    Sha256 hash;
    hash.update(bytesOf("something else"));
    (void)hash.finish();
    EXPECT_EQ(hex(hash.finish()), kEmpty);
    hash.update(bytesOf("abc"));
    EXPECT_EQ(hex(hash.finish()), kAbc);
}

TEST(Sha256, MovesWithWhatItHasSeen) {
    Sha256 first;
    first.update(bytesOf("ab"));
    Sha256 second = std::move(first);
    second.update(bytesOf("c"));
    EXPECT_EQ(hex(second.finish()), kAbc);
}

TEST(Sha256, OpensslTakesPlaceWhereTheProcessorHasNoInstructions) {
    Sha256 hash = Sha256::byOpenssl();
    hash.update(bytesOf("a"));
    PairedHashing paired;
    paired.add(hash, bytesOf("b"));
    EXPECT_FALSE(paired.isUnfinished(hash));
    paired.add(hash, bytesOf("c"));
    paired.finish();
    EXPECT_EQ(hex(hash.finish()), kAbc);
    hash.update(bytesOf("abc"));
    EXPECT_EQ(hex(hash.finish()), kAbc);
}

/// Bytes that differ, so that an exchanged, missing or repeated one shows.
std::vector<std::byte> makeBytes(std::size_t size, std::uint32_t seed) {
    std::vector<std::byte> bytes(size);
    for (std::byte& byte : bytes) {
        seed = seed * 1664525U + 1013904223U;
        byte = static_cast<std::byte>(seed >> 24U);
    }
    return bytes;
}

TEST(Sha256, IsOpensslsAtEverySizeAroundABlock) {
    for (std::size_t size = 0; size <= 300; ++size) {
        const auto bytes = makeBytes(size, static_cast<std::uint32_t>(size));
        for (std::size_t cut : {std::size_t{0}, size / 3, size / 2, size}) {
            Sha256 hash;
            hash.update(std::span{bytes}.first(cut));
            hash.update(std::span{bytes}.subspan(cut));
            ASSERT_EQ(hash.finish(), sha256(bytes)) << size << " cut at " << cut;
        }
    }
}

TEST(PairedHashing, GivesTheDigestsOfEachAlone) {
    constexpr std::size_t kSizes[] = {0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 70'001};
    std::uint32_t seed = 1;
    PairedHashing paired;
    for (std::size_t turn = 0; turn < 200; ++turn) {
        constexpr std::size_t kHashes = 3;
        std::array<Sha256, kHashes> hashes;
        std::array<std::vector<std::byte>, kHashes> whole;
        std::deque<std::vector<std::byte>> pieces;
        for (std::size_t step = 0; step < 12; ++step) {
            seed = seed * 1664525U + 1013904223U;
            std::size_t i = (seed >> 8U) % kHashes;
            if (paired.isUnfinished(hashes[i])) i = (i + 1) % kHashes;
            pieces.push_back(makeBytes(kSizes[(seed >> 16U) % std::size(kSizes)], seed));
            whole[i].insert(whole[i].end(), pieces.back().begin(), pieces.back().end());
            paired.add(hashes[i], pieces.back());
        }
        paired.finish();
        for (std::size_t i = 0; i < kHashes; ++i) {
            EXPECT_FALSE(paired.isUnfinished(hashes[i]));
            ASSERT_EQ(hashes[i].finish(), sha256(whole[i])) << i << " in turn " << turn;
        }
    }
    paired.finish();
}

}  // namespace
}  // namespace tl::engine
