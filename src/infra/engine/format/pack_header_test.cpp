#include "infra/engine/format/pack_header.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

PackedBlob blob(BlobType type,
                std::uint32_t offset,
                std::uint32_t length,
                std::uint32_t uncompressedLength,
                unsigned char fill) {
    PackedBlob made{.handle = {.type = type, .id = {}},
                    .offset = offset,
                    .length = length,
                    .uncompressedLength = uncompressedLength};
    made.handle.id.digest.fill(std::byte{fill});
    return made;
}

std::vector<PackedBlob> fourKinds() {
    return {blob(BlobType::Data, 0, 100, 0, 0x11), blob(BlobType::Tree, 100, 32, 0, 0x22),
            blob(BlobType::Data, 132, 0x01020304, 0x05060708, 0x33),
            blob(BlobType::Tree, 132 + 0x01020304, 33, 1, 0x44)};
}

std::string corruptionIn(const std::vector<std::byte>& header) {
    try {
        (void)readPackHeader(header);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Corrupted);
        return error.what();
    }
    return {};
}

bool isRefused(std::uint32_t length, std::uint64_t packSizeBytes) {
    std::array<std::byte, 4> bytes{};
    for (unsigned i = 0; i < 4; ++i)
        bytes[i] = static_cast<std::byte>(length >> (8 * i));
    try {
        return readHeaderLength(bytes, packSizeBytes) != length;
    } catch (const Error& error) {
        return error.kind() == ErrorKind::Corrupted;
    }
}

TEST(PackHeader, HasTheBytesOfTheFormat) {
    const auto header = writePackHeader(fourKinds());
    ASSERT_EQ(header.size(), 37U + 37U + 41U + 41U);
    EXPECT_EQ(header[0], std::byte{0});
    EXPECT_EQ(header[1], std::byte{100});
    EXPECT_EQ(header[5], std::byte{0x11});
    EXPECT_EQ(header[36], std::byte{0x11});
    EXPECT_EQ(header[37], std::byte{1});
    EXPECT_EQ(header[74], std::byte{2});
    EXPECT_EQ(header[75], std::byte{0x04}) << "little endian";
    EXPECT_EQ(header[78], std::byte{0x01});
    EXPECT_EQ(header[79], std::byte{0x08});
    EXPECT_EQ(header[83], std::byte{0x33});
    EXPECT_EQ(header[115], std::byte{3});
}

TEST(PackHeader, RoundTrips) {
    EXPECT_EQ(readPackHeader(writePackHeader(fourKinds())), fourKinds());
    EXPECT_TRUE(readPackHeader({}).empty());
}

TEST(PackHeader, RefusesEveryCut) {
    const auto header = writePackHeader(fourKinds());
    for (std::size_t size = 1; size < header.size(); ++size) {
        const bool isWhole = size == 37 || size == 74 || size == 115;
        EXPECT_EQ(corruptionIn({header.begin(), header.begin() + static_cast<std::ptrdiff_t>(size)})
                      .empty(),
                  isWhole)
            << size;
    }
}

TEST(PackHeader, RefusesBadEntries) {
    auto unknownType = writePackHeader(fourKinds());
    unknownType[0] = std::byte{4};
    EXPECT_EQ(corruptionIn(unknownType), "pack header: unknown blob type 4");

    auto tooShort = writePackHeader(fourKinds());
    tooShort[1] = std::byte{31};
    EXPECT_EQ(corruptionIn(tooShort), "pack header: a blob shorter than its box");

    auto emptyCompressed = writePackHeader({{blob(BlobType::Data, 0, 40, 1, 0x11)}});
    emptyCompressed[5] = std::byte{0};
    EXPECT_EQ(corruptionIn(emptyCompressed), "pack header: an empty compressed blob");
}

TEST(PackHeader, RefusesMoreThan4GiB) {
    const auto whole = writePackHeader({{blob(BlobType::Data, 0, 0xffffff00, 0, 1),
                                         blob(BlobType::Data, 0xffffff00, 0xff, 0, 2)}});
    EXPECT_EQ(corruptionIn(whole), "");
    const auto tooMuch = writePackHeader({{blob(BlobType::Data, 0, 0xffffff00, 0, 1),
                                           blob(BlobType::Data, 0xffffff00, 0x100, 0, 2)}});
    EXPECT_EQ(corruptionIn(tooMuch), "pack header: the blobs take more than 4 GiB");
}

TEST(PackHeader, ReadsItsLength) {
    EXPECT_FALSE(isRefused(32, 36));
    EXPECT_FALSE(isRefused(69, 73));
    EXPECT_FALSE(isRefused(16U << 20U, (16U << 20U) + 4));
    EXPECT_TRUE(isRefused(31, 1000));
    EXPECT_TRUE(isRefused(33, 36));
    EXPECT_TRUE(isRefused(32, 3));
    EXPECT_TRUE(isRefused((16U << 20U) + 1, 1U << 30U));
    EXPECT_TRUE(isRefused(0xffffffff, 1000));
}

TEST(PackSize, CountsBlobsAndHeader) {
    EXPECT_EQ(packSizeOf({}), 36U);
    EXPECT_EQ(packSizeOf(fourKinds()), 36U + 100 + 32 + 0x01020304 + 33 + 2 * 37 + 2 * 41);
}

}  // namespace
}  // namespace tl::engine
