// The keys that boxes are made with, and how a password becomes one (format sections 2.3, 2.5).

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "infra/engine/crypto/scrypt.h"
#include "infra/platform/random.h"
#include "infra/platform/secret.h"

namespace tl::engine {

/// AES-256 key, and the two halves of the Poly1305-AES key. Zeroed when it dies.
struct Key {
    std::array<std::byte, 32> encryption{};
    std::array<std::byte, 16> macK{};
    std::array<std::byte, 16> macR{};  ///< As stored; clamped or not makes no difference.

    Key() = default;
    Key(const Key&) = default;
    Key& operator=(const Key&) = default;
    Key(Key&&) = default;
    Key& operator=(Key&&) = default;
    ~Key();
    /// False when a part consists only of zeros, which no honest writer makes.
    [[nodiscard]] bool isValid() const noexcept;
};

[[nodiscard]] Key makeRandomKey(Random& random);

/// **Errors:** as scrypt().
[[nodiscard]] Key deriveKey(const Secret& password,
                            std::span<const std::byte> salt,
                            const ScryptParameters& parameters);

/// Cost parameters for a new key on this machine (docs/decisions/0004-key-cost.md).
[[nodiscard]] ScryptParameters chooseScryptParameters();

/// `{"mac":{"k":…,"r":…},"encrypt":…}`.
[[nodiscard]] Secret writeMasterKey(const Key& key);
/// **Errors:** Corrupted.
[[nodiscard]] Key readMasterKey(std::span<const std::byte> json);

}  // namespace tl::engine
