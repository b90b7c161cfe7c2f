#include "infra/engine/chunker/rabin.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include <gtest/gtest.h>
#include <openssl/sha.h>

namespace tl::engine {
namespace {

nlohmann::json vectors() {
    return nlohmann::json::parse(std::ifstream{TL_GOLDEN_FOLDER "/chunker/vectors.json"});
}

std::string hashOf(std::span<const std::uint64_t> table) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(table.data()), table.size_bytes(), digest.data());
    std::string hex;
    for (const unsigned byte : digest) {
        std::array<char, 3> digits{};
        std::snprintf(digits.data(), digits.size(), "%02x", byte);
        hex += digits.data();
    }
    return hex;
}

TEST(RabinTables, AreThoseOfTheVectors) {
    const auto golden = vectors();
    for (const auto& one : golden["tables"]) {
        const RabinTables tables{std::stoull(one["pol"].get<std::string>(), nullptr, 16)};
        EXPECT_EQ(hashOf(tables.leaving), one["sha256_out_le64"].get<std::string>());
        EXPECT_EQ(hashOf(tables.reduction), one["sha256_mod_le64"].get<std::string>());
    }
}

/// The result of GF2P8AFFINEQB, from its definition.
unsigned applyMatrix(const ByteMap& map, unsigned byte) {
    unsigned result = 0;
    for (unsigned bit = 0; bit < 8; ++bit) {
        const auto row = static_cast<unsigned>(map.matrix >> (8 * (7 - bit)) & 0xFFU);
        result |= (static_cast<unsigned>(__builtin_popcount(row & byte)) & 1U) << bit;
    }
    return result;
}

TEST(RabinTables, BothFormsOfAByteMapGiveTheBytesOfTheTable) {
    const RabinTables tables{0x3DA3358B4DC173};
    for (unsigned byte = 0; byte < 256; ++byte) {
        const std::uint64_t clearing = std::uint64_t{byte} << 53U;
        const std::uint64_t shifted = (tables.reduction[byte] ^ clearing) << 3U;
        for (std::size_t plane = 0; plane < 7; ++plane) {
            const ByteMap& map = tables.topToByte[plane];
            const auto expected = static_cast<unsigned>(shifted >> (8 * plane) & 0xFFU);
            EXPECT_EQ(map.lowNibble[byte & 15U] ^ map.highNibble[byte >> 4U], expected);
            EXPECT_EQ(applyMatrix(map, byte), expected);
        }
    }
}

}  // namespace
}  // namespace tl::engine
