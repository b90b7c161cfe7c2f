#include "infra/engine/crypto/box.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

using Bytes = std::vector<std::byte>;

Bytes fromHex(const std::string& hex) {
    Bytes bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

nlohmann::json vectors() {
    return nlohmann::json::parse(std::ifstream{TL_GOLDEN_FOLDER "/crypto/vectors.json"});
}

Key keyOf(const nlohmann::json& golden) {
    Key key;
    std::ranges::copy(fromHex(golden["encrypt_key"]), key.encryption.begin());
    std::ranges::copy(fromHex(golden["mac_k"]), key.macK.begin());
    std::ranges::copy(fromHex(golden["mac_r_unclamped"]), key.macR.begin());
    return key;
}

/// Gives the bytes of a script over and over.
class ScriptedRandom final : public Random {
  public:
    explicit ScriptedRandom(Bytes script) : script_{std::move(script)} {}

    void fill(std::span<std::byte> out) override {
        for (std::byte& byte : out)
            byte = script_[next_++ % script_.size()];
    }

  private:
    Bytes script_;
    std::size_t next_ = 0;
};

class Box : public testing::Test {
  protected:
    nlohmann::json golden = vectors();
    ScriptedRandom random{fromHex(golden["iv"])};
    BoxCipher cipher{keyOf(golden), random};
};

TEST_F(Box, SealsAsTheVectorsSay) {
    for (const auto& one : golden["cases"])
        EXPECT_EQ(cipher.seal(fromHex(one["plaintext"])), fromHex(one["sealed"])) << one;
}

TEST_F(Box, OpensAsTheVectorsSay) {
    for (const auto& one : golden["cases"])
        EXPECT_EQ(cipher.open(fromHex(one["sealed"])), fromHex(one["plaintext"])) << one;
}

TEST_F(Box, ChangingAnyByteMakesItCorrupted) {
    const Bytes box = cipher.seal(Bytes(40, std::byte{5}));
    for (std::size_t i = 0; i < box.size(); ++i) {
        Bytes damaged = box;
        damaged[i] ^= std::byte{0x10};
        Bytes plaintext(40, std::byte{0xAA});
        EXPECT_FALSE(cipher.tryOpen(damaged, plaintext)) << i;
        EXPECT_EQ(plaintext, Bytes(40, std::byte{0xAA})) << "wrote what it could not check";
        EXPECT_THROW((void)cipher.open(damaged), Error);
    }
    EXPECT_EQ(cipher.open(box), Bytes(40, std::byte{5}));
}

TEST_F(Box, WhatIsTooShortIsCorrupted) {
    for (const std::size_t size : {0U, 1U, 16U, 31U}) {
        Bytes none;
        EXPECT_FALSE(cipher.tryOpen(Bytes(size, std::byte{1}), none));
        EXPECT_THROW((void)cipher.open(Bytes(size, std::byte{1})), Error);
    }
}

TEST_F(Box, AnIvOfZerosIsRefused) {
    // Right but for its IV: the MAC of an empty box is the IV encrypted with `mac_k`.
    const Bytes box = fromHex("00000000000000000000000000000000ae3a71384013479e5a259218e4df8cbf");
    EXPECT_THROW((void)cipher.open(box), Error);
}

TEST_F(Box, WorksInPlace) {
    const Bytes plaintext(1000, std::byte{7});
    Bytes buffer(plaintext.size() + 32);
    const std::span<std::byte> inner = std::span{buffer}.subspan(16, plaintext.size());
    std::ranges::copy(plaintext, inner.begin());
    cipher.seal(inner, buffer);
    EXPECT_EQ(buffer, cipher.seal(plaintext));
    ASSERT_TRUE(cipher.tryOpen(buffer, inner));
    EXPECT_TRUE(std::ranges::equal(inner, plaintext));
}

TEST_F(Box, LargeOnesRoundTrip) {
    Bytes plaintext((1U << 20U) + 5);
    for (std::size_t i = 0; i < plaintext.size(); ++i)
        plaintext[i] = static_cast<std::byte>(i * 7 >> 3U);
    EXPECT_EQ(cipher.open(cipher.seal(plaintext)), plaintext);
}

TEST_F(Box, OpensInPieces) {
    for (const std::size_t size : {0U, 1U, 16384U, 16385U, 100000U}) {
        Bytes plaintext(size);
        for (std::size_t i = 0; i < size; ++i)
            plaintext[i] = static_cast<std::byte>(i * 11 >> 2U);
        Bytes box = cipher.seal(plaintext);
        Bytes opened;
        const auto append = [&](std::span<const std::byte> piece) {
            opened.insert(opened.end(), piece.begin(), piece.end());
        };
        EXPECT_TRUE(cipher.tryOpenInPieces(box, append));
        EXPECT_EQ(opened, plaintext) << size;
        box.back() ^= std::byte{1};
        opened.clear();
        EXPECT_FALSE(cipher.tryOpenInPieces(box, append));
        EXPECT_TRUE(opened.empty());
    }
    EXPECT_FALSE(cipher.tryOpenInPieces(Bytes(31), [](auto) {}));
}

TEST_F(Box, EachHasAnIvOfItsOwn) {
    // A script of 2003 bytes, a prime, so that no IV comes twice.
    Bytes script(2003);
    for (std::size_t i = 0; i < script.size(); ++i)
        script[i] = static_cast<std::byte>(i % 251 + 1);
    ScriptedRandom varied{script};
    BoxCipher sealer{keyOf(golden), varied};
    std::vector<Bytes> ivs;
    for (int i = 0; i < 200; ++i) {
        Bytes box = sealer.seal(Bytes(3));
        EXPECT_EQ(cipher.open(box), Bytes(3));
        box.resize(16);
        ivs.push_back(box);
    }
    std::ranges::sort(ivs);
    EXPECT_EQ(std::ranges::adjacent_find(ivs), ivs.end());
}

TEST_F(Box, AnIvOfZerosIsNotUsed) {
    Bytes script(16);
    script.resize(32, std::byte{9});
    ScriptedRandom sometimesZero{script};
    BoxCipher sealer{keyOf(golden), sometimesZero};
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(sealer.seal(Bytes(1))[0], std::byte{9});
}

}  // namespace
}  // namespace tl::engine
