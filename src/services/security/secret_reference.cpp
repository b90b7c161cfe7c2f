#include "services/security/secret_reference.h"

#include <array>
#include <utility>

#include "infra/errors/error.h"

namespace tl::services {

namespace {

constexpr std::array kPlaces = {
    std::pair{"file", SecretPlace::File},         std::pair{"command", SecretPlace::Command},
    std::pair{"keyring", SecretPlace::Keyring},   std::pair{"plugin", SecretPlace::Plugin},
    std::pair{"variable", SecretPlace::Variable}, std::pair{"vault", SecretPlace::Vault},
};

[[noreturn]] void failUnknown() {
    std::string known;
    for (const auto& [name, place] : kPlaces)
        known += (known.empty() ? "" : ", ") + std::string{name} + ":…";
    throw Error{ErrorKind::InvalidInput,
                "a secret is named by where it is, never by itself: one of " + known};
}

}  // namespace

SecretReference parseSecretReference(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) failUnknown();
    const std::string_view rest = text.substr(colon + 1);
    for (const auto& [name, place] : kPlaces) {
        if (text.substr(0, colon) != name) continue;
        if (rest.empty())
            throw Error{ErrorKind::InvalidInput,
                        std::string{"after \""} + name + ":\" has to be said where the secret is"};
        if (place == SecretPlace::Plugin && rest.find('/') == std::string_view::npos)
            throw Error{ErrorKind::InvalidInput,
                        "a secret of a plugin is named plugin:PLUGIN/NAME"};
        return {.place = place, .text = std::string{rest}};
    }
    failUnknown();
}

}  // namespace tl::services
