#include "infra/platform/digest.h"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace tl {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span{text});
}

TEST(Digest, HashesAsTheStandardsExamples) {
    // FIPS 180-4's examples and RFC 1321's test suite.
    EXPECT_EQ(hexText(sha256({})),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hexText(sha256(bytesOf("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hexText(sha1(bytesOf("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hexText(md5({})), "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(hexText(md5(bytesOf("message digest"))), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(Digest, AuthenticatesAsTheStandardsExamples) {
    // RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
    EXPECT_EQ(hexText(hmacSha256(std::vector<std::byte>(20, std::byte{0x0b}), bytesOf("Hi There"))),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hexText(hmacSha256(bytesOf("Jefe"), bytesOf("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(
        hexText(hmacSha256(std::vector<std::byte>(131, std::byte{0xaa}),
                           bytesOf("Test Using Larger Than Block-Size Key - Hash Key First"))),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Digest, WritesBase64AsTheStandardsExamples) {
    // RFC 4648, section 10.
    EXPECT_EQ(base64Text({}), "");
    EXPECT_EQ(base64Text(bytesOf("f")), "Zg==");
    EXPECT_EQ(base64Text(bytesOf("foob")), "Zm9vYg==");
    EXPECT_EQ(base64Text(bytesOf("foobar")), "Zm9vYmFy");
}

}  // namespace
}  // namespace tl
