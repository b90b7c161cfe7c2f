#include "infra/engine/format/compression.h"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <zstd.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

std::vector<std::byte> randomBytes(std::size_t size, unsigned seed = 1) {
    std::mt19937_64 engine{seed};
    std::vector<std::byte> bytes(size);
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>(engine());
    return bytes;
}

std::vector<std::byte> textBytes(std::size_t size) {
    std::mt19937 engine{7};
    const std::vector<std::string> words = {"backup ", "of ", "a ", "folder, ", "restored.\n"};
    std::string text;
    while (text.size() < size)
        text += words[engine() % words.size()];
    const auto bytes = std::as_bytes(std::span{text}).first(size);
    return {bytes.begin(), bytes.end()};
}

/// Little-endian samples of a slow wave: nearly all byte values, but not alike.
std::vector<std::byte> soundBytes(std::size_t size) {
    std::mt19937 engine{9};
    std::vector<std::byte> bytes;
    int value = 0;
    while (bytes.size() < size) {
        value += static_cast<int>(engine() % 401) - 200;
        value = std::clamp(value, -3000, 3000);
        bytes.push_back(static_cast<std::byte>(value & 0xff));
        bytes.push_back(static_cast<std::byte>(value >> 8 & 0xff));
    }
    bytes.resize(size);
    return bytes;
}

std::vector<std::byte> compressed(std::span<const std::byte> plaintext,
                                  CompressionMode mode = CompressionMode::Automatic) {
    std::vector<std::byte> frame(compressedSizeMax(plaintext.size()));
    frame.resize(Compressor{mode}.compress(plaintext, frame));
    return frame;
}

/// As a writer makes it that does not know the size beforehand.
std::vector<std::byte> compressedWithoutSize(std::span<const std::byte> plaintext) {
    ZSTD_CCtx* context = ZSTD_createCCtx();
    std::vector<std::byte> frame(compressedSizeMax(plaintext.size()) + 1024);
    ZSTD_outBuffer output{frame.data(), frame.size(), 0};
    ZSTD_inBuffer input{plaintext.data(), plaintext.size(), 0};
    ZSTD_compressStream2(context, &output, &input, ZSTD_e_flush);
    ZSTD_compressStream2(context, &output, &input, ZSTD_e_end);
    ZSTD_freeCCtx(context);
    frame.resize(output.pos);
    return frame;
}

template <typename Function>
std::string corruptionFoundBy(Function&& function) {
    try {
        function();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Corrupted);
        return error.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

TEST(CompressionMode, HasTheNamesOfTheCommandLine) {
    EXPECT_EQ(parseCompressionMode("off"), CompressionMode::Off);
    EXPECT_EQ(parseCompressionMode("fastest"), CompressionMode::Fastest);
    EXPECT_EQ(parseCompressionMode("auto"), CompressionMode::Automatic);
    EXPECT_EQ(parseCompressionMode("better"), CompressionMode::Better);
    EXPECT_EQ(parseCompressionMode("max"), CompressionMode::Maximum);
    EXPECT_FALSE(parseCompressionMode("automatic"));
    EXPECT_FALSE(parseCompressionMode(""));
}

TEST(Compressor, RoundTripsInEveryMode) {
    for (const auto mode :
         {CompressionMode::Off, CompressionMode::Fastest, CompressionMode::Automatic,
          CompressionMode::Better, CompressionMode::Maximum}) {
        for (const auto& plaintext :
             {std::vector<std::byte>{}, textBytes(1), textBytes(300'000), randomBytes(300'000)}) {
            const auto frame = compressed(plaintext, mode);
            std::vector<std::byte> out(plaintext.size());
            Decompressor{}.decompress(frame, out);
            EXPECT_EQ(out, plaintext);
        }
    }
}

TEST(Compressor, WritesTheSizeAndNoChecksum) {
    const auto plaintext = textBytes(100'000);
    const auto frame = compressed(plaintext);
    EXPECT_EQ(ZSTD_getFrameContentSize(frame.data(), frame.size()), plaintext.size());
    const auto descriptor = std::to_integer<unsigned>(frame[4]);
    EXPECT_EQ(descriptor & 0x04U, 0U) << "checksum";
    EXPECT_EQ(descriptor & 0x03U, 0U) << "dictionary";
}

TEST(Compressor, CompressesOneAfterTheOther) {
    Compressor compressor{CompressionMode::Automatic};
    Decompressor decompressor;
    for (const std::size_t size : {100'000U, 10U, 1'000'000U}) {
        const auto plaintext = textBytes(size);
        std::vector<std::byte> frame(compressedSizeMax(size));
        frame.resize(compressor.compress(plaintext, frame));
        EXPECT_FALSE(compressor.looksIncompressible(plaintext));
        EXPECT_EQ(decompressor.decompress(frame, size), plaintext);
    }
}

TEST(LooksIncompressible, TellsRandomBytesFromOthers) {
    Compressor compressor{CompressionMode::Automatic};
    for (const std::size_t size : {4'096U, 16'384U, 100'000U, 5'000'000U}) {
        for (unsigned seed = 0; seed < 10; ++seed) {
            EXPECT_TRUE(compressor.looksIncompressible(randomBytes(size, seed))) << size;
        }
        EXPECT_FALSE(compressor.looksIncompressible(textBytes(size))) << size;
        EXPECT_FALSE(compressor.looksIncompressible(soundBytes(size))) << size;
        EXPECT_FALSE(compressor.looksIncompressible(std::vector<std::byte>(size))) << size;
    }
}

TEST(LooksIncompressible, HoldsForWhatIsCompressedAlready) {
    const auto frame = compressed(soundBytes(2'000'000), CompressionMode::Maximum);
    EXPECT_TRUE(Compressor{CompressionMode::Automatic}.looksIncompressible(frame));
}

TEST(LooksIncompressible, SeesThatOneHalfIsText) {
    auto bytes = randomBytes(1'000'000);
    const auto text = textBytes(500'000);
    bytes.insert(bytes.end(), text.begin(), text.end());
    EXPECT_FALSE(Compressor{CompressionMode::Automatic}.looksIncompressible(bytes));
}

TEST(LooksIncompressible, SeesEqualSpreadButRepeatedBytes) {
    std::vector<std::byte> bytes(1'000'000);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(i);
    EXPECT_FALSE(Compressor{CompressionMode::Automatic}.looksIncompressible(bytes));
}

TEST(LooksIncompressible, DoesNotJudgeSmallInputs) {
    Compressor compressor{CompressionMode::Automatic};
    EXPECT_FALSE(compressor.looksIncompressible({}));
    EXPECT_FALSE(compressor.looksIncompressible(randomBytes(4'095)));
}

TEST(Decompressor, RefusesAnotherSize) {
    const auto plaintext = textBytes(1000);
    const auto frame = compressed(plaintext);
    std::vector<std::byte> larger(1001);
    std::vector<std::byte> smaller(999);
    Decompressor decompressor;
    EXPECT_NE(corruptionFoundBy([&] { decompressor.decompress(frame, larger); }), "");
    EXPECT_NE(corruptionFoundBy([&] { decompressor.decompress(frame, smaller); }), "");
}

TEST(Decompressor, StaysBelowTheLimit) {
    Decompressor decompressor;
    for (const std::size_t size : {1'000U, 1'000'000U}) {
        const auto plaintext = textBytes(size);
        for (const auto& frame : {compressed(plaintext), compressedWithoutSize(plaintext)}) {
            EXPECT_EQ(decompressor.decompress(frame, size), plaintext);
            EXPECT_EQ(decompressor.decompress(frame, size + 1), plaintext);
            EXPECT_NE(corruptionFoundBy([&] { (void)decompressor.decompress(frame, size - 1); }),
                      "");
            EXPECT_NE(corruptionFoundBy([&] { (void)decompressor.decompress(frame, 0); }), "");
        }
    }
}

TEST(Decompressor, TakesNoMemoryForAForgedSize) {
    // Single segment, 8 bytes of size: 1 GiB; then nothing.
    const std::string header{"\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x40\x00\x00\x00\x00\x01\x00\x00",
                             16};
    const auto message = corruptionFoundBy([&] {
        (void)Decompressor{}.decompress(std::as_bytes(std::span{header}), std::size_t{1} << 30U);
    });
    EXPECT_EQ(message, "zstd frame: too short for the size that it tells");
}

TEST(Decompressor, FindsDamageAtEveryLength) {
    Decompressor decompressor;
    const auto plaintext = textBytes(5'000);
    for (const auto& frame : {compressed(plaintext), compressedWithoutSize(plaintext)}) {
        for (std::size_t size = 0; size < frame.size(); ++size) {
            const auto cut = std::span{frame}.first(size);
            EXPECT_NE(corruptionFoundBy([&] { (void)decompressor.decompress(cut, 5'000); }), "")
                << size;
        }
        auto longer = frame;
        longer.push_back(std::byte{0});
        EXPECT_NE(corruptionFoundBy([&] { (void)decompressor.decompress(longer, 5'000); }), "");
    }
    EXPECT_EQ(decompressor.decompress(compressed(plaintext), 5'000), plaintext) << "afterwards";
}

TEST(Unpacked, IsBareJsonInVersion1) {
    const std::string json = R"({"a":1})";
    const auto encoded = encodeUnpacked(json, 1);
    EXPECT_TRUE(std::ranges::equal(encoded, std::as_bytes(std::span{json})));
    EXPECT_EQ(decodeUnpacked(encoded), encoded);
}

TEST(Unpacked, IsCompressedInVersion2) {
    const std::string json = R"({"a":1})";
    const auto encoded = encodeUnpacked(json, 2);
    ASSERT_FALSE(encoded.empty());
    EXPECT_EQ(encoded[0], std::byte{2});
    EXPECT_TRUE(std::ranges::equal(decodeUnpacked(encoded), std::as_bytes(std::span{json})));
}

TEST(Unpacked, TakesAnArrayAndNothingAsTheyAre) {
    EXPECT_EQ(decodeUnpacked({}), std::vector<std::byte>{});
    const std::vector<std::byte> array = {std::byte{'['}, std::byte{']'}};
    EXPECT_EQ(decodeUnpacked(array), array);
}

TEST(Unpacked, RefusesOtherFirstBytes) {
    EXPECT_EQ(corruptionFoundBy([] {
                  (void)decodeUnpacked({std::byte{3}, std::byte{0}});
              }),
              "neither JSON nor compressed JSON: the first byte is 3");
    EXPECT_EQ(corruptionFoundBy([] { (void)decodeUnpacked({std::byte{2}}); }), "no zstd frame");
}

TEST(Decompressor, PiecesMakeUpTheWhole) {
    std::vector<std::byte> plaintext(3000000);
    for (std::size_t i = 0; i < plaintext.size(); ++i)
        plaintext[i] = static_cast<std::byte>(i * i >> 7U);
    std::vector<std::byte> frame(compressedSizeMax(plaintext.size()));
    frame.resize(Compressor{CompressionMode::Automatic}.compress(plaintext, frame));
    Decompressor decompressor;
    std::vector<std::byte> all;
    const auto append = [&all](std::span<const std::byte> piece) {
        EXPECT_LE(piece.size(), std::size_t{128} << 10U);
        all.insert(all.end(), piece.begin(), piece.end());
    };
    decompressor.decompressInPieces(frame, plaintext.size(), append);
    EXPECT_EQ(all, plaintext);
    EXPECT_THROW(decompressor.decompressInPieces(frame, plaintext.size() - 1, append), Error);
    EXPECT_THROW(decompressor.decompressInPieces(frame, plaintext.size() + 1, append), Error);
    frame.resize(frame.size() - 1);
    EXPECT_THROW(decompressor.decompressInPieces(frame, plaintext.size(), append), Error);
}

}  // namespace
}  // namespace tl::engine
