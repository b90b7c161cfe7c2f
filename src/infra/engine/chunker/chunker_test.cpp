#include "infra/engine/chunker/chunker.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "infra/engine/chunker/polynomial.h"

namespace tl::engine {
namespace {

using Bytes = std::vector<std::byte>;

nlohmann::json vectors() {
    return nlohmann::json::parse(std::ifstream{TL_GOLDEN_FOLDER "/chunker/vectors.json"});
}

std::uint64_t fromHex(const nlohmann::json& text) {
    return std::stoull(text.get<std::string>(), nullptr, 16);
}

/// The vectors' `stream(seed, size)`: SHA-256 over the seed and a counter, block by block.
Bytes makeStream(std::string seed, std::size_t size) {
    Bytes bytes((size + 31) / 32 * 32);
    seed.resize(seed.size() + 8);
    for (std::uint64_t block = 0; block * 32 < size; ++block) {
        std::memcpy(&seed[seed.size() - 8], &block, 8);
        SHA256(reinterpret_cast<const unsigned char*>(seed.data()), seed.size(),
               reinterpret_cast<unsigned char*>(&bytes[block * 32]));
    }
    bytes.resize(size);
    return bytes;
}

Bytes makeRandomBytes(std::size_t size, std::uint64_t seed) {
    Bytes bytes((size + 7) / 8 * 8);
    std::mt19937_64 random{seed};
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
        const std::uint64_t word = random();
        std::memcpy(&bytes[i], &word, 8);
    }
    bytes.resize(size);
    return bytes;
}

/// The chunk sizes when the chunker sees all of the file at once.
std::vector<std::size_t> cutAtOnce(const Chunker& chunker, std::span<const std::byte> file) {
    std::vector<std::size_t> sizes;
    while (!file.empty()) {
        std::size_t scanned = 0;
        const std::size_t found = chunker.findCut(file, scanned);
        sizes.push_back(found != 0 ? found : file.size());
        file = file.subspan(sizes.back());
    }
    return sizes;
}

/// The chunk sizes when the file comes in pieces of sizes that `nextPiece` gives.
template <typename NextPiece>
std::vector<std::size_t> cutInPieces(const Chunker& chunker,
                                     std::span<const std::byte> file,
                                     NextPiece nextPiece) {
    std::vector<std::size_t> sizes;
    std::size_t start = 0;
    std::size_t read = 0;
    std::size_t scanned = 0;
    while (start < file.size()) {
        const std::size_t found = chunker.findCut(file.subspan(start, read - start), scanned);
        if (found == 0 && read < file.size()) {
            read = std::min(file.size(), read + nextPiece());
            continue;
        }
        sizes.push_back(found != 0 ? found : read - start);
        start += sizes.back();
        scanned = 0;
    }
    return sizes;
}

/// The state machine of section 6.3 to the letter, bit by bit, without any of our shortcuts.
std::vector<std::size_t> cutByTheBook(std::uint64_t polynomial, std::span<const std::byte> file) {
    const auto append = [&](std::uint64_t digest, std::uint64_t byte) {
        for (unsigned bit = 8; bit-- > 0;) {
            digest = digest << 1U | (byte >> bit & 1U);
            if ((digest >> kPolynomialDegree) != 0) digest ^= polynomial;
        }
        return digest;
    };
    std::array<std::uint64_t, 256> leaving{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
        leaving[byte] = append(0, byte);
        for (int i = 0; i < 63; ++i)
            leaving[byte] = append(leaving[byte], 0);
    }
    std::vector<std::size_t> sizes;
    std::array<std::size_t, 64> window{};
    std::uint64_t digest = 0;
    std::size_t position = 0;
    std::size_t size = 0;
    const auto slide = [&](std::size_t byte) {
        digest = append(digest ^ leaving[window[position]], byte);
        window[position] = byte;
        position = (position + 1) % 64;
    };
    const auto reset = [&] {
        window.fill(0);
        digest = position = size = 0;
        slide(1);
    };
    reset();
    for (const std::byte next : file) {
        if (++size <= kChunkSizeMin - 64) continue;
        slide(std::to_integer<std::size_t>(next));
        if (size < kChunkSizeMin || ((digest & 0xFFFFF) != 0 && size < kChunkSizeMax)) continue;
        sizes.push_back(size);
        reset();
    }
    if (size > 0) sizes.push_back(size);
    return sizes;
}

class ChunkerVectors : public testing::Test {
  protected:
    static Bytes makeFile(const std::string& name, const nlohmann::json& description) {
        const std::size_t size = description["size"].get<std::size_t>();
        if (name == "rnd20m_ins") {
            Bytes bytes = makeFile("rnd20m", vectors()["files"]["rnd20m"]);
            const auto inserted = std::as_bytes(std::span{std::string_view{"INSERT"}});
            bytes.insert(bytes.begin() + 7'000'000, inserted.begin(), inserted.end());
            return bytes;
        }
        if (name == "zeros9m") return Bytes(size, std::byte{0});
        if (name == "ff20m") return Bytes(size, std::byte{0xFF});
        if (name == "one") return Bytes(size, std::byte{'x'});
        if (name == "empty") return {};
        return makeStream(description["seed"].get<std::string>(), size);
    }

    static std::vector<std::size_t> expectedSizes(const nlohmann::json& chunks) {
        std::vector<std::size_t> sizes;
        for (const auto& chunk : chunks)
            sizes.push_back(chunk[1].get<std::size_t>());
        return sizes;
    }
};

TEST_F(ChunkerVectors, FilesAreCutAsResticCutThem) {
    const auto golden = vectors();
    for (const auto& [name, description] : golden["files"].items()) {
        const Bytes file = makeFile(name, description);
        for (const auto& expected : golden["chunks"]) {
            if (expected["file"] != name) continue;
            const Chunker chunker{fromHex(expected["pol"])};
            EXPECT_EQ(cutAtOnce(chunker, file), expectedSizes(expected["chunks"]))
                << name << " " << expected["pol"];
        }
    }
}

/// Bytes of several kinds that are all hard on some shortcut.
std::vector<Bytes> makeOddFiles() {
    constexpr std::size_t kSize = (5U << 19U) + 12'345;
    std::vector<Bytes> files;
    files.push_back(makeRandomBytes(kSize, 1));
    // Of two values: windows repeat, and equal ones are near each other.
    files.push_back(files[0]);
    for (std::byte& byte : files.back())
        byte &= std::byte{1};
    // Nearly all zeros: there is a cut wherever 64 of them are together.
    files.push_back(files[0]);
    for (std::size_t i = 0; i < kSize; ++i)
        if (i % 23 != 0 || i % 7 != 0) files.back()[i] = std::byte{0};
    // Cuts close before, at and behind the smallest chunk.
    files.push_back(files[0]);
    std::fill_n(files.back().begin() + kChunkSizeMin - 100, 99, std::byte{0});
    std::fill_n(files.back().begin() + kChunkSizeMin + 40'000, 200, std::byte{0});
    return files;
}

TEST(Chunker, CutsAsTheBookSaysWithEveryScanner) {
    constexpr std::uint64_t kPolynomial = 0x3DA3358B4DC173;
    for (const Bytes& file : makeOddFiles()) {
        const auto expected = cutByTheBook(kPolynomial, file);
        for (const BlockScanner& scanner : blockScanners())
            EXPECT_EQ(cutAtOnce(Chunker{kPolynomial, scanner}, file), expected) << scanner.name;
    }
}

TEST(Chunker, ThePiecesThatDataComesInMakeNoDifference) {
    constexpr std::uint64_t kPolynomial = 0x25B468838DCB75;
    for (const Bytes& file : makeOddFiles()) {
        const auto expected = cutAtOnce(Chunker{kPolynomial}, file);
        for (const BlockScanner& scanner : blockScanners()) {
            const Chunker chunker{kPolynomial, scanner};
            for (const std::size_t piece : {std::size_t{4099}, std::size_t{70'000}, kChunkSizeMin})
                EXPECT_EQ(cutInPieces(chunker, file, [&] { return piece; }), expected)
                    << scanner.name << " " << piece;
            std::mt19937_64 random{2};
            EXPECT_EQ(cutInPieces(chunker, file, [&] { return 1 + random() % 300'000; }), expected)
                << scanner.name;
        }
    }
}

TEST(Chunker, ScannedTellsHowFarItLooked) {
    const Chunker chunker{0x3DA3358B4DC173};
    const Bytes file(2 * kChunkSizeMax, std::byte{0xFF});
    std::size_t scanned = 0;
    EXPECT_EQ(chunker.findCut(std::span{file}.first(1000), scanned), 0U);
    EXPECT_EQ(scanned, 1000U);
    EXPECT_EQ(chunker.findCut(std::span{file}.first(kChunkSizeMax - 1), scanned), 0U);
    EXPECT_EQ(scanned, kChunkSizeMax - 1);
    EXPECT_EQ(chunker.findCut(file, scanned), kChunkSizeMax);
}

}  // namespace
}  // namespace tl::engine
