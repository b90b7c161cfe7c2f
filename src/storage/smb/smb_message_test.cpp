#include "storage/smb/smb_message.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

std::vector<std::byte> bytesOf(std::string_view text) {
    const auto bytes = std::as_bytes(std::span{text});
    return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> bodyOf(const SmbRequest& request) {
    std::vector<std::byte> frame;
    appendFrame(request, frame);
    std::span<const std::byte> left{frame};
    const auto body = tryTakeFrame(left).value();
    EXPECT_TRUE(left.empty());
    return {body.begin(), body.end()};
}

TEST(SmbMessage, RequestsComeBackAsTheyWere) {
    const auto content = bytesOf("some content");
    const auto body = bodyOf({.operation = SmbOperation::Publish,
                              .path = "data/a",
                              .newPath = "data/b",
                              .offset = 1ULL << 40U,
                              .count = 7,
                              .content = content});
    const SmbRequest request = decodeSmbRequest(body);
    EXPECT_EQ(request.operation, SmbOperation::Publish);
    EXPECT_EQ(request.path, "data/a");
    EXPECT_EQ(request.newPath, "data/b");
    EXPECT_EQ(request.offset, 1ULL << 40U);
    EXPECT_EQ(request.count, 7U);
    EXPECT_TRUE(std::ranges::equal(request.content, content));
}

TEST(SmbMessage, RepliesAndEntriesComeBackAsTheyWere) {
    std::vector<std::byte> entries;
    appendEntry({.name = "a", .sizeBytes = 5, .isFolder = false}, entries);
    appendEntry({.name = "", .sizeBytes = 1ULL << 63U, .isFolder = true}, entries);
    std::vector<std::byte> frame;
    appendFrame(SmbReply{.errorNumber = 13, .number = 99, .content = entries}, frame);
    std::span<const std::byte> left{frame};
    const SmbReply reply = decodeSmbReply(tryTakeFrame(left).value());
    EXPECT_EQ(reply.errorNumber, 13);
    EXPECT_EQ(reply.number, 99U);
    const auto found = decodeSmbEntries(reply.content);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].name, "a");
    EXPECT_EQ(found[0].sizeBytes, 5U);
    EXPECT_TRUE(found[1].isFolder);
    EXPECT_EQ(found[1].sizeBytes, 1ULL << 63U);
}

TEST(SmbMessage, LoginsComeBackAsTheyWere) {
    SmbLogin login;
    login.shareUrl = "smb://nas/share";
    login.user = "ann";
    login.domain = "WORK";
    login.password = Secret::fromText("geheim");
    login.encryption = SmbDemand::Required;
    login.timeoutMilliseconds = 60'000;
    const Secret encoded = encodeLogin(login);
    const SmbLogin decoded = decodeSmbLogin(encoded.bytes());
    EXPECT_EQ(decoded.shareUrl, login.shareUrl);
    EXPECT_EQ(decoded.user, "ann");
    EXPECT_EQ(decoded.domain, "WORK");
    EXPECT_EQ(decoded.password.text(), "geheim");
    EXPECT_EQ(decoded.encryption, SmbDemand::Required);
    EXPECT_EQ(decoded.signing, SmbDemand::Agreed);
    EXPECT_EQ(decoded.timeoutMilliseconds, 60'000U);
}

TEST(SmbMessage, AFrameThatIsNotAllThereIsWaitedFor) {
    std::vector<std::byte> frames;
    appendFrame(SmbReply{.errorNumber = 1}, frames);
    const std::size_t first = frames.size();
    appendFrame(SmbReply{.errorNumber = 2}, frames);
    for (std::size_t size = 0; size < first; ++size) {
        std::span<const std::byte> part{frames.data(), size};
        EXPECT_FALSE(tryTakeFrame(part).has_value()) << size;
        EXPECT_EQ(part.size(), size);
    }
    std::span<const std::byte> both{frames};
    EXPECT_EQ(decodeSmbReply(tryTakeFrame(both).value()).errorNumber, 1);
    EXPECT_EQ(decodeSmbReply(tryTakeFrame(both).value()).errorNumber, 2);
}

TEST(SmbMessage, RefusesRubbish) {
    const auto isRefused = [](const auto& decode) {
        return kindThrown(decode) == ErrorKind::Corrupted;
    };
    std::vector<std::byte> huge(4, std::byte{0xFF});
    std::span<const std::byte> left{huge};
    EXPECT_TRUE(isRefused([&] { (void)tryTakeFrame(left); }));
    auto body = bodyOf({.operation = SmbOperation::Read, .path = "x"});
    for (std::size_t size = 0; size < body.size(); ++size)
        EXPECT_TRUE(isRefused([&] { (void)decodeSmbRequest({body.data(), size}); })) << size;
    body.push_back(std::byte{0});
    EXPECT_TRUE(isRefused([&] { (void)decodeSmbRequest(body); })) << "too long";
    body.pop_back();
    body[0] = std::byte{200};
    EXPECT_TRUE(isRefused([&] { (void)decodeSmbRequest(body); })) << "no such operation";
    EXPECT_TRUE(isRefused([&] { (void)decodeSmbReply(bytesOf("rubbish")); }));
    EXPECT_TRUE(isRefused([&] { (void)decodeSmbEntries(bytesOf("rubbish")); }));
    EXPECT_TRUE(isRefused([&] { (void)decodeSmbLogin(bytesOf("rubbish rubbish")); }));
}

}  // namespace
}  // namespace tl::storage
