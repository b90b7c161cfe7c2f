#include "services/security/secret_source.h"

#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/security/password.h"

namespace tl::services {

namespace {

class PlacesSource final : public SecretSource {
  public:
    explicit PlacesSource(SecretPlaces places) : places_{std::move(places)} {}

    [[nodiscard]] Secret fetch(const SecretReference& reference,
                               const std::string& what,
                               Asking asking,
                               const std::stop_token& stop) override {
        switch (reference.place) {
            case SecretPlace::File:
                return resolvePassword({.file = reference.text}, what, stop);
            case SecretPlace::Command:
                return resolvePassword({.command = reference.text}, what, stop);
            case SecretPlace::Keyring:
                return fromKeyring(reference.text, what, stop);
            case SecretPlace::Plugin:
                return fromPlugin(reference.text, stop);
            case SecretPlace::Vault:
                return places_.vault.secret(reference.text, asking, stop);
            case SecretPlace::Variable:
                break;
        }
        const auto value = places_.variable(reference.text);
        if (!value || value->empty())
            throw Error{ErrorKind::NotFound, "the " + what + " is to be in the variable " +
                                                 tl::quoted(reference.text) + ", which is not set"};
        return Secret::fromText(*value);
    }

  private:
    /// libsecret's own program is asked: the secret goes from the keyring into our pipe.
    [[nodiscard]] static Secret fromKeyring(const std::string& attributes,
                                            const std::string& what,
                                            const std::stop_token& stop) {
        try {
            return resolvePassword({.command = "secret-tool lookup " + attributes}, what, stop);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::NotFound)
                throw Error{ErrorKind::Unsupported,
                            "the keyring is asked by secret-tool, which is not here: install "
                            "libsecret-tools, or use the vault"};
            if (error.kind() != ErrorKind::InvalidInput) throw;
            throw Error{ErrorKind::NotFound,
                        "the keyring has no secret with the attributes " + tl::quoted(attributes) +
                            ", or is locked; `tl secret set \"keyring:" + attributes +
                            "\"` puts one there"};
        }
    }

    [[nodiscard]] Secret fromPlugin(const std::string& text, const std::stop_token& stop) const {
        const std::size_t slash = text.find('/');
        return places_.plugins.secret(
            {.name = text.substr(0, slash), .subject = text.substr(slash + 1)}, stop);
    }

    const SecretPlaces places_;
};

}  // namespace

std::unique_ptr<SecretSource> makeSecretSource(SecretPlaces places) {
    return std::make_unique<PlacesSource>(std::move(places));
}

}  // namespace tl::services
