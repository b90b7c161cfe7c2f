#include "infra/platform/digest.h"

#include <string_view>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "infra/errors/error.h"

namespace tl {

namespace {

const unsigned char* openssl(const std::byte* bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes);
}

unsigned char* openssl(std::byte* bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes);
}

template <typename Digest>
Digest digestOf(std::span<const std::byte> bytes, const EVP_MD* algorithm, const char* name) {
    Digest digest{};
    unsigned size = 0;
    const int isDone =
        EVP_Digest(bytes.data(), bytes.size(), openssl(digest.data()), &size, algorithm, nullptr);
    if (isDone != 1 || size != digest.size())
        throw Error{ErrorKind::Internal, std::string{name} + " failed in OpenSSL"};
    return digest;
}

}  // namespace

Sha256Digest sha256(std::span<const std::byte> bytes) {
    return digestOf<Sha256Digest>(bytes, EVP_sha256(), "SHA-256");
}

Sha256Digest hmacSha256(std::span<const std::byte> key, std::span<const std::byte> bytes) {
    Sha256Digest digest{};
    unsigned size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), openssl(bytes.data()),
             bytes.size(), openssl(digest.data()), &size) == nullptr ||
        size != digest.size())
        throw Error{ErrorKind::Internal, "HMAC-SHA-256 failed in OpenSSL"};
    return digest;
}

Sha1Digest sha1(std::span<const std::byte> bytes) {
    return digestOf<Sha1Digest>(bytes, EVP_sha1(), "SHA-1");
}

Md5Digest md5(std::span<const std::byte> bytes) {
    return digestOf<Md5Digest>(bytes, EVP_md5(), "MD5");
}

std::string hexText(std::span<const std::byte> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::byte byte : bytes) {
        text += kDigits[std::to_integer<std::size_t>(byte >> 4U)];
        text += kDigits[std::to_integer<std::size_t>(byte & std::byte{15})];
    }
    return text;
}

std::string base64Text(std::span<const std::byte> bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       openssl(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

}  // namespace tl
