// The places that secrets come from, on the real machine.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "services/plugins/plugins.h"
#include "services/security/secret_reference.h"
#include "services/security/vault.h"

namespace tl::services {

struct SecretPlaces {
    Plugins& plugins;  ///< Borrowed, as the next one.
    Vault& vault;
    std::function<std::optional<std::string>(const std::string& name)> variable;
};

[[nodiscard]] std::unique_ptr<SecretSource> makeSecretSource(SecretPlaces places);

}  // namespace tl::services
