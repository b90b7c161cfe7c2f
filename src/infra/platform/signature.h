// Signatures: Ed25519 (RFC 8032), by OpenSSL.

#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace tl {

using SignaturePublicKey = std::array<std::byte, 32>;
using Signature = std::array<std::byte, 64>;

/// RFC 8032's private key: 32 random bytes. Wiped at its death.
class SignatureKey {
  public:
    static constexpr std::size_t kSize = 32;

    /// `seed` has kSize bytes, from a good source of chance.
    explicit SignatureKey(std::span<const std::byte, kSize> seed);
    ~SignatureKey();
    /// The other one is left as it was; it wipes its bytes when it dies.
    SignatureKey(SignatureKey&& other) noexcept : seed_{other.seed_} {}
    SignatureKey& operator=(SignatureKey&&) = delete;
    SignatureKey(const SignatureKey&) = delete;
    SignatureKey& operator=(const SignatureKey&) = delete;

    // **Errors:** Internal or ResourceExhausted when OpenSSL fails. **Threads:** safe from any.

    [[nodiscard]] SignaturePublicKey publicKey() const;
    [[nodiscard]] Signature sign(std::span<const std::byte> message) const;

  private:
    std::array<std::byte, kSize> seed_{};
};

/// Whether the holder of the private half of `key` signed `message`.
[[nodiscard]] bool isSignedBy(const SignaturePublicKey& key,
                              std::span<const std::byte> message,
                              const Signature& signature);

}  // namespace tl
