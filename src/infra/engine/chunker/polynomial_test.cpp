#include "infra/engine/chunker/polynomial.h"

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

nlohmann::json vectors() {
    return nlohmann::json::parse(std::ifstream{TL_GOLDEN_FOLDER "/chunker/vectors.json"});
}

std::uint64_t fromHex(const nlohmann::json& text) {
    return std::stoull(text.get<std::string>(), nullptr, 16);
}

/// The words of the vectors' `stream(seed)`: SHA-256 over the seed and a counter, block by block.
class WordStream {
  public:
    explicit WordStream(std::string seed) : seed_{std::move(seed)} {}

    std::uint64_t next() {
        std::string block = seed_;
        const std::uint64_t counter = consumed_ / 4;
        block.append(reinterpret_cast<const char*>(&counter), sizeof counter);
        unsigned char digest[32];
        SHA256(reinterpret_cast<const unsigned char*>(block.data()), block.size(), digest);
        std::uint64_t word = 0;
        std::memcpy(&word, &digest[consumed_ % 4 * 8], sizeof word);
        ++consumed_;
        return word;
    }
    [[nodiscard]] std::uint64_t consumed() const { return consumed_; }

  private:
    std::string seed_;
    std::uint64_t consumed_ = 0;
};

TEST(Polynomial, IrreducibilityIsAsTheVectorsSay) {
    const auto golden = vectors();
    for (const auto& one : golden["irreducible"])
        EXPECT_EQ(isIrreducible(fromHex(one["pol"])), one["irreducible"].get<bool>()) << one;
}

TEST(Polynomial, IrreducibilityIsThatOfTrialDivision) {
    for (std::uint64_t polynomial = 2; polynomial < 1024; ++polynomial) {
        bool hasDivisor = false;
        for (std::uint64_t divisor = 2; divisor < 32 && divisor < polynomial; ++divisor)
            hasDivisor = hasDivisor || polynomialRemainder(polynomial, divisor) == 0;
        EXPECT_EQ(isIrreducible(polynomial), !hasDivisor) << polynomial;
    }
}

TEST(Polynomial, ConstantsAreNotIrreducible) {
    EXPECT_FALSE(isIrreducible(0));
    EXPECT_FALSE(isIrreducible(1));
}

TEST(Polynomial, UsableMeansIrreducibleAndOfDegree53) {
    EXPECT_TRUE(isUsablePolynomial(0x3DA3358B4DC173));
    EXPECT_FALSE(isUsablePolynomial(0x3FFFFFFFFFFFFF));  // reducible
    EXPECT_TRUE(isIrreducible(0x11B));
    EXPECT_FALSE(isUsablePolynomial(0x11B));  // of degree 8
}

TEST(Polynomial, RandomOnesComeFromTheWordsAsTheVectorsSay) {
    const auto golden = vectors();
    for (const auto& one : golden["derive_polynomial"]) {
        WordStream words{one["stream_seed"].get<std::string>()};
        EXPECT_EQ(makeRandomPolynomial([&] { return words.next(); }), fromHex(one["polynomial"]));
        EXPECT_EQ(words.consumed(), one["words_consumed"].get<std::uint64_t>());
    }
}

TEST(Polynomial, ARandomSourceThatIsStuckIsAnError) {
    // x^53 + 1, which x + 1 divides.
    EXPECT_THROW((void)makeRandomPolynomial([] { return std::uint64_t{0}; }), Error);
}

}  // namespace
}  // namespace tl::engine
