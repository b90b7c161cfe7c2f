// Puts secrets where a person wants them: into the system's keyring or the vault.

#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "infra/platform/secret.h"
#include "services/security/secret_reference.h"
#include "services/security/vault.h"

namespace tl::services {

/// **Threads:** any.
class SecretStore {
  public:
    SecretStore() = default;
    SecretStore(const SecretStore&) = delete;
    SecretStore& operator=(const SecretStore&) = delete;
    virtual ~SecretStore() = default;

    /// In place of what is there. **Errors:** InvalidInput for a place that cannot be written to
    /// from here, and for an empty secret; Unavailable when the keyring is locked or missing; as
    /// Vault::set().
    virtual void set(const SecretReference& reference,
                     const Secret& secret,
                     const std::stop_token& stop) = 0;
    /// **Errors:** as set(); NotFound.
    virtual void remove(const SecretReference& reference, const std::stop_token& stop) = 0;
    /// Gets it and lets it go: what is wrong is thrown. **Errors:** as SecretSource.
    virtual void test(const SecretReference& reference, const std::stop_token& stop) = 0;
};

/// Borrows all.
[[nodiscard]] std::unique_ptr<SecretStore> makeSecretStore(SecretSource& source, Vault& vault);

}  // namespace tl::services
