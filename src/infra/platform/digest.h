// Hashes of bytes in memory, and the texts that protocols send them as. By OpenSSL: FIPS 180-4
// (SHA-256, SHA-1), RFC 2104 (HMAC), RFC 1321 (MD5).

#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace tl {

using Sha256Digest = std::array<std::byte, 32>;
using Sha1Digest = std::array<std::byte, 20>;
using Md5Digest = std::array<std::byte, 16>;

// **Errors:** Internal or ResourceExhausted when OpenSSL fails. **Threads:** safe from any.

[[nodiscard]] Sha256Digest sha256(std::span<const std::byte> bytes);
[[nodiscard]] Sha256Digest hmacSha256(std::span<const std::byte> key,
                                      std::span<const std::byte> bytes);
/// For protocols that ask for it as a checksum; it protects from accidents only.
[[nodiscard]] Md5Digest md5(std::span<const std::byte> bytes);
/// As md5().
[[nodiscard]] Sha1Digest sha1(std::span<const std::byte> bytes);

/// Two lower-case hex digits a byte.
[[nodiscard]] std::string hexText(std::span<const std::byte> bytes);
/// RFC 4648 section 4, padded.
[[nodiscard]] std::string base64Text(std::span<const std::byte> bytes);

}  // namespace tl
