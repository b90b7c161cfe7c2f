// Puts secrets where a person wants them: into the system's keyring, the vault, or a file of its
// own.

#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "infra/platform/random.h"
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

    /// In place of what is there, but for a file, which is made for its user alone and never
    /// replaced. **Errors:** InvalidInput for a place that cannot be written to from here, and for
    /// an empty secret; AlreadyExists for a file; Unavailable when the keyring is locked or
    /// missing; as Vault::set().
    virtual void set(const SecretReference& reference,
                     const Secret& secret,
                     const std::stop_token& stop) = 0;
    /// **Errors:** as set(); NotFound. InvalidInput for a file, which may be anything.
    virtual void remove(const SecretReference& reference, const std::stop_token& stop) = 0;
    /// Gets it and lets it go: what is wrong is thrown. **Errors:** as SecretSource.
    virtual void test(const SecretReference& reference, const std::stop_token& stop) = 0;
    /// A new password that nobody can guess, as makeUpPassword() makes it; it is kept nowhere.
    [[nodiscard]] virtual Secret makeUp() = 0;
};

/// Borrows all.
[[nodiscard]] std::unique_ptr<SecretStore> makeSecretStore(SecretSource& source,
                                                           Vault& vault,
                                                           Random& random);

}  // namespace tl::services
