#include "infra/engine/crypto/sha256.h"

#include <string_view>

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

}  // namespace
}  // namespace tl::engine
