#include "infra/engine/chunker/block_scan.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/engine/chunker/polynomial.h"

namespace tl::engine {
namespace {

constexpr std::uint64_t kPolynomial = 0x3DA3358B4DC173;
using Bytes = std::vector<std::byte>;
using Window = std::array<std::byte, kWindowSize>;

std::uint64_t fingerprint(const Window& window) {
    std::uint64_t digest = 0;
    for (const std::byte byte : window)
        digest =
            polynomialRemainder(digest << 8U | std::to_integer<std::uint64_t>(byte), kPolynomial);
    return digest;
}

constexpr std::uint64_t kCutFingerprint = std::uint64_t{0x1ABCDEF01} << 20U;

/// The last 7 bytes are chosen for what the others come to.
Window makeWindow(std::uint64_t wanted) {
    Window window{};
    for (std::size_t i = 0; i < 57; ++i)
        window[i] = static_cast<std::byte>(3 * i + 100);
    const std::uint64_t missing = fingerprint(window) ^ wanted;
    for (std::size_t i = 57; i < kWindowSize; ++i)
        window[i] = static_cast<std::byte>(missing >> (8 * (63 - i)));
    return window;
}

class BlockScan : public testing::TestWithParam<BlockScanner> {
  protected:
    /// Room for the window before the block, and an odd start, as data may lie anywhere. 0xFF gives
    /// no cut.
    BlockScan() : bytes(1 + kWindowSize + scanner.blockSize(), std::byte{0xFF}) {}

    [[nodiscard]] std::byte* block() { return &bytes[1 + kWindowSize]; }
    /// Makes the byte at `place` the last of a cut window.
    void plant(std::size_t place) { std::ranges::copy(cut, block() + place + 1 - kWindowSize); }
    void clear(std::size_t place) {
        std::fill_n(block() + place + 1 - kWindowSize, kWindowSize, std::byte{0xFF});
    }
    [[nodiscard]] std::size_t findLane() { return scanner.findLane(tables, block()); }

    const BlockScanner scanner = GetParam();
    const RabinTables tables{kPolynomial};
    const Window cut = makeWindow(kCutFingerprint);
    Bytes bytes;
};

TEST_P(BlockScan, TheCutOfTheTestsIsOne) {
    EXPECT_EQ(fingerprint(cut), kCutFingerprint);
}

TEST_P(BlockScan, FindsNothingWhereNothingIs) {
    EXPECT_EQ(findLane(), scanner.laneCount);
}

TEST_P(BlockScan, FindsACutAtEveryPlace) {
    std::set<std::size_t> places;
    for (std::size_t place = 0; place < scanner.blockSize(); place += 331)
        places.insert(place);
    for (std::size_t lane = 0; lane < scanner.laneCount; ++lane)
        places.insert({lane * scanner.laneSize, (lane + 1) * scanner.laneSize - 1});
    for (const std::size_t place : places) {
        plant(place);
        EXPECT_EQ(findLane(), place / scanner.laneSize) << place;
        clear(place);
    }
}

TEST_P(BlockScan, EachOfThe20BitsCounts) {
    for (unsigned bit = 0; bit < 20; ++bit) {
        const Window nearly = makeWindow(kCutFingerprint ^ std::uint64_t{1} << bit);
        std::ranges::copy(nearly, block() + 1000);
        EXPECT_EQ(findLane(), scanner.laneCount) << bit;
    }
    const Window other = makeWindow(kCutFingerprint ^ std::uint64_t{1} << 20U);
    std::ranges::copy(other, block() + 1000);
    EXPECT_NE(findLane(), scanner.laneCount);
}

TEST_P(BlockScan, TheFirstOfSeveralLanesWins) {
    plant(scanner.blockSize() - 1);
    plant(3 * scanner.laneSize + 5);
    plant(2 * scanner.laneSize + scanner.laneSize - 1);
    EXPECT_EQ(findLane(), 2U);
}

TEST_P(BlockScan, AWindowThatEndsBeforeTheBlockIsNotItsOwn) {
    std::ranges::copy(cut, bytes.begin() + 1);
    EXPECT_EQ(findLane(), scanner.laneCount);
}

INSTANTIATE_TEST_SUITE_P(AllScanners,
                         BlockScan,
                         testing::ValuesIn(blockScanners().begin(), blockScanners().end()),
                         [](const auto& test) { return std::to_string(test.param.laneCount); });

TEST(BlockScanners, TheLastOneRunsEverywhere) {
    EXPECT_STREQ(blockScanners().back().name, "portable");
}

}  // namespace
}  // namespace tl::engine
