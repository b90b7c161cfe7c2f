#include "services/security/secret_store.h"

#include <cstdint>
#include <span>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/command_line.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"
#include "infra/platform/secret_variables.h"
#include "services/program_call.h"
#include "services/security/made_password.h"

namespace tl::services {

namespace {

/// The words of a call to libsecret's own program.
std::vector<std::string> keyringWords(std::vector<std::string> words,
                                      const std::string& attributes) {
    const std::vector<std::string> pairs = splitCommandLine(attributes);
    if (pairs.size() % 2 != 0)
        throw Error{ErrorKind::InvalidInput,
                    "a secret of the keyring is named by pairs of words, such as \"repository "
                    "photos\""};
    words.insert(words.end(), pairs.begin(), pairs.end());
    return words;
}

void callKeyring(std::vector<std::string> words, const Secret& input, const std::stop_token& stop) {
    try {
        callProgram({.words = std::move(words),
                     .environment = environmentWithoutSecrets(),
                     .input = input.bytes()},
                    stop);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::NotFound)
            throw Error{ErrorKind::Unsupported,
                        "the keyring is asked by secret-tool, which is not here: install "
                        "libsecret-tools, or use the vault"};
        throw Error{error.kind(),
                    std::string{"the keyring cannot be used; it may be locked: "} + error.what()};
    }
}

[[noreturn]] void refuse() {
    throw Error{ErrorKind::InvalidInput,
                "a secret can be put into the keyring (keyring:ATTRIBUTES), the vault "
                "(vault:NAME) or a new file (file:PATH) only"};
}

/// Makes a file that only its user can read. What was begun and failed is taken away again.
void writeNewFile(const std::string& path, const Secret& secret) {
    constexpr std::uint32_t kOwnFolder = 0700;
    constexpr std::uint32_t kOwnFile = 0600;
    if (!path.starts_with('/'))
        throw Error{ErrorKind::InvalidInput,
                    "the path of a secret's file begins with a slash: " + tl::quoted(path)};
    makeDirectories(path.substr(0, path.rfind('/') + 1), kOwnFolder);
    File file = File::createNew(path, kOwnFile);
    try {
        file.writeAll(secret.bytes());
        file.writeAll(std::as_bytes(std::span{"\n", 1}));
        (void)file.sync();
        file.close();
    } catch (const Error&) {
        removeFile(path);
        throw;
    }
}

class Store final : public SecretStore {
  public:
    Store(SecretSource& source, Vault& vault, Random& random)
        : source_{source},
          vault_{vault},
          random_{random} {}

    void set(const SecretReference& reference,
             const Secret& secret,
             const std::stop_token& stop) override {
        if (secret.isEmpty()) throw Error{ErrorKind::InvalidInput, "the secret is empty"};
        if (reference.place == SecretPlace::Vault)
            vault_.set(reference.text, secret, stop);
        else if (reference.place == SecretPlace::Keyring)
            callKeyring(
                keyringWords({"secret-tool", "store", "--label=TimeLocker: " + reference.text},
                             reference.text),
                secret, stop);
        else if (reference.place == SecretPlace::File)
            writeNewFile(reference.text, secret);
        else
            refuse();
    }

    void remove(const SecretReference& reference, const std::stop_token& stop) override {
        if (reference.place == SecretPlace::Vault) return vault_.remove(reference.text, stop);
        if (reference.place != SecretPlace::Keyring) refuse();
        test(reference, stop);  // secret-tool does not say whether there was one.
        callKeyring(keyringWords({"secret-tool", "clear"}, reference.text), {}, stop);
    }

    void test(const SecretReference& reference, const std::stop_token& stop) override {
        (void)source_.fetch(reference, "secret", Asking::Allowed, stop);
    }

    [[nodiscard]] Secret makeUp() override { return makeUpPassword(random_); }

  private:
    SecretSource& source_;
    Vault& vault_;
    Random& random_;
};

}  // namespace

std::unique_ptr<SecretStore> makeSecretStore(SecretSource& source, Vault& vault, Random& random) {
    return std::make_unique<Store>(source, vault, random);
}

}  // namespace tl::services
