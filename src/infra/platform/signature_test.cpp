#include "infra/platform/signature.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "infra/platform/digest.h"

namespace tl {
namespace {

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span{text});
}

// RFC 8032 section 7.1, test 2.
constexpr unsigned char kSeed[] = {0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3,
                                   0x46, 0xec, 0x11, 0x4e, 0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab,
                                   0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8, 0xa6, 0xfb};

SignatureKey rfcKey() {
    return SignatureKey{std::as_bytes(std::span{kSeed})};
}

TEST(SignatureTest, IsThatOfTheRfc) {
    const SignatureKey key = rfcKey();
    EXPECT_EQ(hexText(key.publicKey()),
              "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    EXPECT_EQ(hexText(key.sign(bytesOf("\x72"))),
              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(SignatureTest, HoldsForOneMessageAndOneKey) {
    const SignatureKey key = rfcKey();
    const Signature signature = key.sign(bytesOf("the log ends here"));
    EXPECT_TRUE(isSignedBy(key.publicKey(), bytesOf("the log ends here"), signature));
    EXPECT_FALSE(isSignedBy(key.publicKey(), bytesOf("the log ends there"), signature));
    Signature changed = signature;
    changed[40] ^= std::byte{1};
    EXPECT_FALSE(isSignedBy(key.publicKey(), bytesOf("the log ends here"), changed));
    SignaturePublicKey other = key.publicKey();
    other[3] ^= std::byte{1};
    EXPECT_FALSE(isSignedBy(other, bytesOf("the log ends here"), signature));
}

}  // namespace
}  // namespace tl
