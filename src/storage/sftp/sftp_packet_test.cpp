#include "storage/sftp/sftp_packet.h"

#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "storage/sftp/packet_stream.h"
#include "storage/sftp/sftp_requests.h"

namespace tl::storage::sftp {
namespace {

std::vector<std::byte> bytesOf(std::initializer_list<int> values) {
    std::vector<std::byte> bytes;
    for (const int value : values)
        bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

TEST(SftpPacket, WritesNumbersInNetworkOrderAndStringsBehindTheirLength) {
    const auto packet = PacketWriter{PacketType::Open}
                            .writeNumber(0x01020304)
                            .writeLongNumber(0x1112131415161718)
                            .writeString("ab")
                            .finish();
    EXPECT_EQ(packet, bytesOf({0,    0,    0,    19,   3,    1, 2, 3, 4, 0x11, 0x12, 0x13,
                               0x14, 0x15, 0x16, 0x17, 0x18, 0, 0, 0, 2, 'a',  'b'}));
}

TEST(SftpPacket, ReadsWhatItWrites) {
    const auto packet = PacketWriter{PacketType::Open}
                            .writeNumber(7)
                            .writeLongNumber(std::uint64_t{1} << 40U)
                            .writeString("text")
                            .finish();
    PacketReader reader{std::span{packet}.subspan(4)};
    EXPECT_EQ(reader.readByte(), 3);
    EXPECT_EQ(reader.readNumber(), 7U);
    EXPECT_EQ(reader.readLongNumber(), std::uint64_t{1} << 40U);
    EXPECT_FALSE(reader.isAtEnd());
    EXPECT_EQ(reader.readString(), "text");
    EXPECT_TRUE(reader.isAtEnd());
}

TEST(SftpPacket, NeverReadsBeyondTheEnd) {
    const auto isRefused = [](const std::vector<std::byte>& bytes, const auto& read) {
        return kindThrown([&] {
                   PacketReader reader{bytes};
                   read(reader);
               }) == ErrorKind::Unavailable;
    };
    EXPECT_TRUE(isRefused({}, [](auto& reader) { (void)reader.readByte(); }));
    EXPECT_TRUE(isRefused(bytesOf({1, 2, 3}), [](auto& reader) { (void)reader.readNumber(); }));
    EXPECT_TRUE(isRefused(bytesOf({1, 2, 3, 4, 5, 6, 7}),
                          [](auto& reader) { (void)reader.readLongNumber(); }));
    EXPECT_TRUE(
        isRefused(bytesOf({0, 0, 0, 2, 'a'}), [](auto& reader) { (void)reader.readString(); }));
    EXPECT_TRUE(isRefused(bytesOf({0xFF, 0xFF, 0xFF, 0xFF, 'a'}),
                          [](auto& reader) { (void)reader.readBytes(); }));
}

TEST(SftpPacket, ARequestHasItsNumberBehindItsType) {
    Packet request = stat("/x");
    setRequestId(request, 0x0A0B0C0D);
    EXPECT_EQ(request, bytesOf({0, 0, 0, 11, 17, 0xA, 0xB, 0xC, 0xD, 0, 0, 0, 2, '/', 'x'}));
    EXPECT_EQ(hello(), bytesOf({0, 0, 0, 5, 1, 0, 0, 0, 3})) << "but the first has none";
}

void fill(PacketStream& stream, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto room = stream.room();
        const std::size_t step = std::min(room.size(), bytes.size());
        std::memcpy(room.data(), bytes.data(), step);
        stream.add(step);
        bytes = bytes.subspan(step);
    }
}

TEST(PacketStream, CutsPacketsThatComeInPieces) {
    PacketStream stream;
    EXPECT_FALSE(stream.next());
    for (const int value : {0, 0, 0, 2, int{'a'}}) {
        fill(stream, bytesOf({value}));
        EXPECT_FALSE(stream.next());
    }
    fill(stream, bytesOf({'b', 0, 0, 0, 1, 'c', 0}));
    const auto first = stream.next();
    ASSERT_TRUE(first);
    EXPECT_TRUE(std::ranges::equal(*first, bytesOf({'a', 'b'})));
    const auto second = stream.next();
    ASSERT_TRUE(second);
    EXPECT_TRUE(std::ranges::equal(*second, bytesOf({'c'})));
    EXPECT_FALSE(stream.next());
}

TEST(PacketStream, HoldsManyLargePackets) {
    PacketStream stream;
    const std::vector<std::byte> content(kPacketMax - 8, std::byte{7});
    const auto packet = PacketWriter{PacketType::Data, content.size()}.writeBytes(content).finish();
    std::size_t found = 0;
    for (int i = 0; i < 10; ++i) {
        std::span<const std::byte> rest{packet};
        while (!rest.empty()) {
            const auto room = stream.room();
            ASSERT_FALSE(room.empty());
            const std::size_t step = std::min({room.size(), rest.size(), std::size_t{50'000}});
            std::memcpy(room.data(), rest.data(), step);
            stream.add(step);
            rest = rest.subspan(step);
            while (const auto next = stream.next()) {
                EXPECT_EQ(next->size(), packet.size() - 4);
                ++found;
            }
        }
    }
    EXPECT_EQ(found, 10U);
}

TEST(PacketStream, RefusesLengthsThatNoPacketHas) {
    for (const auto& bytes : {bytesOf({0, 0, 0, 0}), bytesOf({0xFF, 0xFF, 0xFF, 0xFF}),
                              bytesOf({'W', 'e', 'l', 'c'}), bytesOf({0, 4, 4, 1})}) {
        PacketStream stream;
        fill(stream, bytes);
        EXPECT_EQ(kindThrown([&] { (void)stream.next(); }), ErrorKind::Unavailable);
    }
}

}  // namespace
}  // namespace tl::storage::sftp
