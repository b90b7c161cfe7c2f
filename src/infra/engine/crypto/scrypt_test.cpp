#include "infra/engine/crypto/scrypt.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "infra/engine/crypto/openssl.h"

namespace tl::engine {
namespace {

std::vector<std::byte> bytesOf(std::string_view text) {
    const auto bytes = std::as_bytes(std::span{text});
    return {bytes.begin(), bytes.end()};
}

std::string hexOf(std::span<const std::byte> bytes) {
    std::string hex;
    for (const std::byte byte : bytes) {
        for (const unsigned shift : {4U, 0U})
            hex += "0123456789abcdef"[std::to_integer<unsigned>(byte) >> shift & 0xFU];
    }
    return hex;
}

std::string scryptHex(std::string_view password,
                      std::string_view salt,
                      const ScryptParameters& parameters) {
    std::vector<std::byte> out(64);
    scrypt(Secret::fromText(password), bytesOf(salt), parameters, out);
    return hexOf(out);
}

TEST(Scrypt, GivesWhatTheRfcSays) {
    EXPECT_EQ(scryptHex("", "", {.n = 16, .r = 1, .p = 1}),
              "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
              "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
    EXPECT_EQ(scryptHex("password", "NaCl", {.n = 1024, .r = 8, .p = 16}),
              "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
              "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
    EXPECT_EQ(scryptHex("pleaseletmein", "SodiumChloride", {.n = 16384, .r = 8, .p = 1}),
              "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
              "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
}

TEST(Scrypt, AgreesWithOpensslOnOtherParameters) {
    for (const ScryptParameters& parameters :
         {ScryptParameters{.n = 2, .r = 1, .p = 1}, ScryptParameters{.n = 64, .r = 3, .p = 2},
          ScryptParameters{.n = 512, .r = 16, .p = 5},
          ScryptParameters{.n = 32768, .r = 8, .p = 2}}) {
        const std::string_view password = "a password with a \0 in it";
        const auto salt = bytesOf("some salt of no special length");
        std::vector<std::byte> expected(64);
        ASSERT_EQ(
            EVP_PBE_scrypt(password.data(), password.size(), openssl(salt.data()), salt.size(),
                           parameters.n, parameters.r, parameters.p, std::uint64_t{1} << 30U,
                           openssl(expected.data()), expected.size()),
            1);
        EXPECT_EQ(scryptHex(password, "some salt of no special length", parameters),
                  hexOf(expected))
            << parameters.n << " " << parameters.r << " " << parameters.p;
    }
}

}  // namespace
}  // namespace tl::engine
