// Where a secret is, in one text: "file:/etc/backup/mail". The catalog holds such references and
// never the secret (docs/decisions/0026-secrets-vault-roles-notifications.md).

#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "infra/platform/secret.h"

namespace tl::services {

enum class SecretPlace : std::uint8_t {
    File,      ///< A path; the secret is the content without white space at its ends.
    Command,   ///< A command line; the secret is what it prints.
    Keyring,   ///< Attributes, as `secret-tool lookup` takes them.
    Plugin,    ///< PLUGIN/NAME.
    Variable,  ///< A variable of the environment.
    Vault,     ///< A name in the vault.
};

/// Whether a person may be asked for a password now.
enum class Asking : std::uint8_t { Allowed, Never };

struct SecretReference {
    SecretPlace place = SecretPlace::File;
    std::string text{};  ///< What follows the colon.
};

/// **Errors:** InvalidInput for a place that nobody knows, and where nothing follows; it does not
/// show `text`, which may be a secret by mistake.
[[nodiscard]] SecretReference parseSecretReference(std::string_view text);

/// Gets secrets from where they are.
class SecretSource {
  public:
    SecretSource() = default;
    SecretSource(const SecretSource&) = delete;
    SecretSource& operator=(const SecretSource&) = delete;
    virtual ~SecretSource() = default;

    /// `what` names the secret in errors: "password of the channel". **Errors:** NotFound when it
    /// is not there; InvalidInput when it is empty; as resolvePassword(), Plugins::secret() and
    /// Vault::secret().
    /// **Threads:** any.
    [[nodiscard]] virtual Secret fetch(const SecretReference& reference,
                                       const std::string& what,
                                       Asking asking,
                                       const std::stop_token& stop) = 0;
};

}  // namespace tl::services
