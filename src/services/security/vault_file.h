// The vault as bytes: a head that anyone may read, a box that only the password opens, and a
// checksum, by which damage is told from a wrong password
// (docs/decisions/0026-secrets-vault-roles-notifications.md).

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/crypto/key.h"
#include "infra/platform/random.h"
#include "infra/platform/secret.h"

namespace tl::services {

/// The most that a vault may take.
inline constexpr std::size_t kVaultBytesMax = std::size_t{1} << 20U;

/// How a password becomes the vault's key.
struct VaultHead {
    engine::ScryptParameters cost{};
    std::array<std::byte, 32> salt{};
};

/// By name.
using VaultSecrets = std::map<std::string, Secret>;

/// Checks the whole file and reads its head. **Errors:** Corrupted for what is no vault or was
/// changed; Unsupported for one of a newer version.
[[nodiscard]] VaultHead parseVaultHead(std::span<const std::byte> file);

/// **Errors:** as parseVaultHead(); WrongPassword when `key` does not open it.
[[nodiscard]] VaultSecrets openVault(std::span<const std::byte> file,
                                     const engine::Key& key,
                                     Random& random);

/// The whole file. **Errors:** ResourceExhausted for more than kVaultBytesMax.
[[nodiscard]] std::vector<std::byte> sealVault(const VaultHead& head,
                                               const engine::Key& key,
                                               const VaultSecrets& secrets,
                                               Random& random);

/// What stands in the box behind the hash of the head; on their own for whoever tests the reading.
/// **Errors:** Corrupted.
[[nodiscard]] VaultSecrets readVaultSecrets(std::span<const std::byte> content);
[[nodiscard]] std::vector<std::byte> writeVaultSecrets(const VaultSecrets& secrets);

/// **Errors:** as engine::deriveKey().
[[nodiscard]] engine::Key vaultKey(const VaultHead& head, const Secret& password);

}  // namespace tl::services
