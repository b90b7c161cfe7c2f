#include "storage/sftp/sftp_replies.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "storage/sftp/sftp_failure.h"
#include "storage/sftp/sftp_handshake.h"

namespace tl::storage::sftp {
namespace {

constexpr std::uint32_t kRegularFile = 0100400;
constexpr std::uint32_t kFolder = 0040700;

/// What a writer holds, without the length.
std::vector<std::byte> packetOf(PacketWriter writer) {
    auto packet = writer.finish();
    packet.erase(packet.begin(), packet.begin() + 4);
    return packet;
}

Reply replyOf(PacketWriter writer) {
    return readReply(packetOf(std::move(writer)));
}

PacketWriter begin(PacketType type) {
    PacketWriter writer{type};
    writer.writeNumber(42);
    return writer;
}

template <typename Read>
bool isRefused(const Read& read) {
    return kindThrown([&] { (void)read(); }) == ErrorKind::Unavailable;
}

TEST(SftpReplies, ReadsStatus) {
    const Reply reply =
        replyOf(begin(PacketType::Status).writeNumber(3).writeString("no").writeString("en"));
    EXPECT_EQ(reply.id, 42U);
    EXPECT_EQ(readStatus(reply).code, StatusCode::PermissionDenied);
    EXPECT_EQ(readStatus(reply).message, "no");
    EXPECT_TRUE(readStatus(replyOf(begin(PacketType::Status).writeNumber(0))).isOk())
        << "some servers give no message";
}

TEST(SftpReplies, AnAnswerOfAnotherTypeIsRefused) {
    const Reply reply = replyOf(begin(PacketType::Handle).writeString("h"));
    EXPECT_EQ(readHandle(reply), "h");
    EXPECT_TRUE(isRefused([&] { return readStatus(reply); }));
    EXPECT_TRUE(isRefused([&] { return readData(reply); }));
    EXPECT_TRUE(isRefused([&] { return readNames(reply); }));
    EXPECT_TRUE(isRefused([&] { return readAttributes(reply); }));
}

TEST(SftpReplies, AHandleIsShort) {
    EXPECT_TRUE(isRefused([&] {
        return readHandle(replyOf(begin(PacketType::Handle).writeString(std::string(257, 'h'))));
    }));
}

TEST(SftpReplies, ReadsNamesWithAllKindsOfAttributes) {
    PacketWriter writer = begin(PacketType::Name);
    writer.writeNumber(2);
    writer.writeString("file").writeString("-r-------- 1 …").writeNumber(0x8000'000F);
    writer.writeLongNumber(1234).writeNumber(1).writeNumber(2).writeNumber(kRegularFile);
    writer.writeNumber(5).writeNumber(6).writeNumber(1).writeString("name").writeString("value");
    writer.writeString("folder").writeString("").writeNumber(0x04).writeNumber(kFolder);
    const auto files = readNames(replyOf(std::move(writer)));
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].name, "file");
    EXPECT_EQ(files[0].attributes.sizeBytes, 1234U);
    EXPECT_TRUE(files[0].attributes.isRegular());
    EXPECT_TRUE(files[1].attributes.isFolder());
    EXPECT_FALSE(files[1].attributes.sizeBytes);
}

TEST(SftpReplies, FalseCountsEndWithThePacket) {
    EXPECT_TRUE(isRefused(
        [] { return readNames(replyOf(begin(PacketType::Name).writeNumber(0xFFFF'FFFF))); }));
    EXPECT_TRUE(
        isRefused([] { return readNames(replyOf(begin(PacketType::Name).writeNumber(0))); }));
    EXPECT_TRUE(isRefused([] {
        return readAttributes(replyOf(
            begin(PacketType::Attributes).writeNumber(0x8000'0000).writeNumber(0xFFFF'FFFF)));
    }));
}

TEST(SftpReplies, ReadsWhatIsFreeInAVolume) {
    PacketWriter writer = begin(PacketType::ExtendedReply);
    for (const std::uint64_t field : {512U, 4096U, 1000U, 500U, 100U, 77U, 8U, 7U, 1U, 1U, 255U})
        writer.writeLongNumber(field);
    const Volume volume = readVolume(replyOf(std::move(writer)));
    EXPECT_EQ(volume.freeBytes, 409'600U);
    EXPECT_EQ(volume.allFiles, 77U);
    EXPECT_EQ(volume.freeFiles, 7U);
    EXPECT_TRUE(volume.isReadOnly);
}

TEST(SftpFailure, TellsAFullDiskFromOtherFailures) {
    const Status failure{.code = StatusCode::Failure, .message = "Failure"};
    const auto kindWith = [&](const Volume& volume) {
        return kindThrown([&] { throwWriteRefusal(failure, volume, 1000, "write", "/x"); });
    };
    EXPECT_EQ(kindWith({.freeBytes = 0, .freeFiles = 9, .allFiles = 9}),
              ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindWith({.freeBytes = 1000, .freeFiles = 9, .allFiles = 9}),
              ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindWith({.freeBytes = 9999, .freeFiles = 0, .allFiles = 9}),
              ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindWith({.freeBytes = 9999, .freeFiles = 0, .allFiles = 0}), ErrorKind::Unavailable);
    EXPECT_EQ(kindWith({.freeBytes = 9999, .isReadOnly = true}), ErrorKind::PermissionDenied);
}

TEST(SftpFailure, WhatAServerSaysDoesNothingToATerminal) {
    try {
        throwRefusal({.code = StatusCode::Failure, .message = "a\x1b[2Jb" + std::string(9999, 'x')},
                     "write", "/x\n");
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
        EXPECT_EQ(std::string{error.what()}.find('\x1b'), std::string::npos);
        EXPECT_EQ(std::string{error.what()}.find('\n'), std::string::npos);
        EXPECT_LT(std::string{error.what()}.size(), 400U);
    }
}

PacketWriter greeting(std::uint32_t version) {
    PacketWriter writer{PacketType::Version};
    writer.writeNumber(version);
    return writer;
}

TEST(SftpHandshake, IsDoneAtOnceWithAPlainServer) {
    Handshake handshake;
    EXPECT_FALSE(handshake.answer(packetOf(greeting(3))));
    EXPECT_TRUE(handshake.isDone());
    EXPECT_FALSE(handshake.features().hasFlush);
    EXPECT_EQ(handshake.features().readMax, 32768U);
}

PacketWriter limitsOf(std::uint64_t readBytes, std::uint64_t writeBytes) {
    PacketWriter writer = begin(PacketType::ExtendedReply);
    writer.writeLongNumber(262144).writeLongNumber(readBytes).writeLongNumber(writeBytes);
    writer.writeLongNumber(1000);
    return writer;
}

Features featuresWith(PacketWriter limits) {
    Handshake handshake;
    const auto asked =
        handshake.answer(packetOf(greeting(3).writeString("limits@openssh.com").writeString("1")));
    EXPECT_TRUE(asked.has_value());
    EXPECT_FALSE(handshake.isDone());
    EXPECT_FALSE(handshake.answer(packetOf(std::move(limits))));
    EXPECT_TRUE(handshake.isDone());
    return handshake.features();
}

TEST(SftpHandshake, TakesTheServersLimitsAsFarAsTheyMakeSense) {
    EXPECT_EQ(featuresWith(limitsOf(100'000, 50'000)).readMax, 100'000U);
    EXPECT_EQ(featuresWith(limitsOf(100'000, 50'000)).writeMax, 50'000U);
    EXPECT_EQ(featuresWith(limitsOf(0, 0)).readMax, 32'768U);
    EXPECT_EQ(featuresWith(limitsOf(1, ~std::uint64_t{0})).readMax, 1024U);
    EXPECT_EQ(featuresWith(limitsOf(1, ~std::uint64_t{0})).writeMax, 252U << 10U);
    EXPECT_EQ(featuresWith(begin(PacketType::Status).writeNumber(4)).readMax, 32'768U) << "refused";
}

TEST(SftpHandshake, KnowsTheExtensions) {
    Handshake handshake;
    PacketWriter writer = greeting(3);
    for (const char* name :
         {"posix-rename@openssh.com", "statvfs@openssh.com", "fsync@openssh.com", "else@where"})
        writer.writeString(name).writeString("1");
    EXPECT_FALSE(handshake.answer(packetOf(std::move(writer))));
    EXPECT_TRUE(handshake.features().hasPosixRename && handshake.features().hasVolume &&
                handshake.features().hasFlush);
}

TEST(SftpHandshake, RefusesOtherVersionsAndOtherWords) {
    const auto kindOf = [](PacketWriter writer) {
        return kindThrown([&] { (void)Handshake{}.answer(packetOf(std::move(writer))); });
    };
    EXPECT_EQ(kindOf(greeting(2)), ErrorKind::Unsupported);
    EXPECT_EQ(kindOf(begin(PacketType::Status).writeNumber(0)), ErrorKind::Unsupported);
    EXPECT_EQ(kindOf(PacketWriter{PacketType::Version}), ErrorKind::Unavailable);
    EXPECT_EQ(kindOf(greeting(3).writeString("name without data")), ErrorKind::Unavailable);
}

}  // namespace
}  // namespace tl::storage::sftp
