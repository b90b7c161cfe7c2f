// The vault: secrets in one encrypted file, for machines without a keyring (requirement RM-2).

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/crypto/scrypt.h"
#include "infra/platform/key_keeper.h"
#include "infra/platform/random.h"
#include "infra/platform/secret.h"
#include "services/repository/repository_access.h"
#include "services/security/secret_reference.h"

namespace tl::services {

enum class VaultState : std::uint8_t { Missing, Locked, Unlocked };

/// "missing", "locked", "unlocked".
[[nodiscard]] const char* nameOf(VaultState state) noexcept;

/// While it is unlocked, no password is needed; else it comes from where choosePassword() said.
/// Each use of an unlocked vault gives it its whole time again.
/// **Errors:** all calls but state(): NotFound without a vault; Corrupted for a damaged one;
/// WrongPassword; as resolvePassword() and those of files. **Threads:** any.
class Vault {
  public:
    Vault() = default;
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;
    virtual ~Vault() = default;

    /// Where the password comes from.
    virtual void choosePassword(PasswordSource source) = 0;

    [[nodiscard]] virtual VaultState state() = 0;
    /// The path of its file.
    [[nodiscard]] virtual std::string place() const = 0;
    /// **Errors:** AlreadyExists.
    virtual void create(const PasswordSource& password, const std::stop_token& stop) = 0;
    /// Needs no password from now on until it was not used for `duration`.
    /// **Errors:** Unsupported where nothing can be kept between commands.
    virtual void unlock(std::chrono::seconds duration, const std::stop_token& stop) = 0;
    /// False when it was locked.
    virtual bool lock() = 0;

    [[nodiscard]] virtual std::vector<std::string> names(const std::stop_token& stop) = 0;
    /// **Errors:** NotFound when it has no secret of this name; where nobody may be asked,
    /// PermissionDenied for a locked vault without another source of its password.
    [[nodiscard]] virtual Secret secret(const std::string& name,
                                        Asking asking,
                                        const std::stop_token& stop) = 0;
    /// In place of what had this name. **Errors:** InvalidInput for a bad name or an empty secret;
    /// ResourceExhausted.
    virtual void set(const std::string& name,
                     const Secret& secret,
                     const std::stop_token& stop) = 0;
    /// **Errors:** NotFound when it has no secret of this name.
    virtual void remove(const std::string& name, const std::stop_token& stop) = 0;
    /// Locks it: what was kept opens it no more.
    virtual void changePassword(const PasswordSource& password, const std::stop_token& stop) = 0;
};

struct VaultPlaces {
    std::string file{};  ///< Empty: a user without a home has none.
    engine::ScryptParameters keyCost{};
};

/// Borrows `keeper` and `random`.
[[nodiscard]] std::unique_ptr<Vault> makeVault(VaultPlaces places,
                                               KeyKeeper& keeper,
                                               Random& random);

}  // namespace tl::services
