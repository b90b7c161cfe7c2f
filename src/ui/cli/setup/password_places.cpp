#include "ui/cli/setup/password_places.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/file_system.h"
#include "infra/platform/user_folders.h"
#include "services/security/password.h"
#include "services/security/secret_reference.h"
#include "ui/cli/setup/repository_questions.h"

namespace tl::cli {

namespace {

using services::VaultState;

services::SecretReference referenceOf(const services::RepositoryDefinition& definition) {
    return services::parseSecretReference(definition.passwordKind + ":" +
                                          definition.passwordReference);
}

/// Gives this password whenever one is wanted.
services::PasswordSource always(const Secret& password) {
    const auto shared = std::make_shared<const Secret>(password.duplicate());  // Of the prompt.
    return {.prompt = [shared](const std::string&) { return shared->duplicate(); }};
}

class PlaceChooser {
  public:
    PlaceChooser(Interview& interview, const Context& context, RepositoryChoice& choice)
        : interview_{interview},
          context_{context},
          choice_{choice} {}

    void accept(const std::string& place) {
        choice_.vaultPassword.reset();
        choice_.definition.passwordKind = place;
        if (place == "file")
            useFile();
        else if (place == "keyring")
            useKeyring();
        else if (place == "vault")
            useVault();
        else
            throw Error{ErrorKind::InvalidInput, "say file, keyring or vault"};
    }

    /// Whether the place has just this password already.
    [[nodiscard]] bool isThere() const { return isThere_; }

  private:
    void useFile() {
        const std::string folder = userConfigFolder();
        if (folder.empty())
            throw Error{ErrorKind::InvalidInput,
                        "this user has no home for such a file: make one yourself, and name it by "
                        "--password-file"};
        const std::string path = folder + "/timelocker/passwords/" + choice_.definition.name;
        choice_.definition.passwordReference = path;
        if (!exists(path)) return;
        // What an earlier set-up left is as good as new, if it says the same.
        const Secret there = services::resolvePassword({.file = path}, "password", context_.stop);
        if (there.text() != choice_.password->text())
            throw Error{ErrorKind::AlreadyExists,
                        "the file " + tl::quoted(path) + " has another password",
                        {{"hint", "move it away, or give the repository another name"}}};
        isThere_ = true;
    }

    void useKeyring() {
        choice_.definition.passwordReference = "repository " + choice_.definition.name;
        try {
            context_.core.secretStore.test(referenceOf(choice_.definition), context_.stop);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::NotFound) return;  // As it should be.
            throw;
        }
        throw Error{ErrorKind::AlreadyExists,
                    "the keyring has a password of a repository " + choice_.definition.name,
                    {{"hint", "choose another name for the repository"}}};
    }

    void useVault() {
        choice_.definition.passwordReference = choice_.definition.name;
        const services::PasswordSource source = resolvePassword(
            {}, context_.environment, "VAULT_", PasswordUse::Open, context_.console);
        const bool isAsked = services::isAskedFor(source);
        if (context_.core.vault.state() == VaultState::Missing) {
            if (isAsked) return askVaultPassword();
            choice_.vaultPassword =
                services::resolvePassword(source, "password for the vault", context_.stop);
            return;
        }
        if (isAsked && context_.core.vault.state() == VaultState::Locked)
            context_.core.vault.choosePassword(always(interview_.askSecret(
                "The password of the vault", "TIMELOCKER_VAULT_PASSWORD_FILE")));
        const auto names = context_.core.vault.names(context_.stop);
        if (std::ranges::find(names, choice_.definition.name) != names.end())
            throw Error{ErrorKind::AlreadyExists,
                        "the vault has a secret " + choice_.definition.name,
                        {{"hint", "choose another name for the repository"}}};
    }

    void askVaultPassword() {
        interview_.attempt([this] {
            Secret first = interview_.askSecret("There is no vault yet. A password for it",
                                                "--keep-password file");
            if (first.isEmpty()) throw Error{ErrorKind::InvalidInput, "the vault needs a password"};
            const Secret second = interview_.askSecret("The same again", "--keep-password file");
            if (first.text() != second.text())
                throw Error{ErrorKind::InvalidInput, "the two passwords differ"};
            choice_.vaultPassword = std::move(first);
        });
    }

    Interview& interview_;
    const Context& context_;
    RepositoryChoice& choice_;
    bool isThere_ = false;
};

}  // namespace

void choosePasswordPlace(Interview& interview,
                         const SetupOptions& options,
                         const Context& context,
                         RepositoryChoice& choice) {
    if (!options.keepPassword)
        interview.say(
            "\nBackups that run by themselves need the password. It can be in a file that only you "
            "can read,\nin the keyring of your desktop, or in the vault, an encrypted file that "
            "you "
            "have to unlock.");
    PlaceChooser chooser{interview, context, choice};
    interview.ask({.text = "Where shall the password be kept (file, keyring, vault)",
                   .suggestion = "file",
                   .given = options.keepPassword,
                   .option = "--keep-password"},
                  [&](const std::string& answer) { chooser.accept(answer); });
    if (chooser.isThere()) choice.password.reset();
}

KeptPassword::KeptPassword(const RepositoryChoice& choice, const Context& context)
    : choice_{choice},
      context_{context} {
    if (!choice.password) return;
    if (choice.vaultPassword) {
        context.core.vault.create(always(*choice.vaultPassword), context.stop);
        context.core.vault.choosePassword(always(*choice.vaultPassword));
    }
    context.core.secretStore.set(referenceOf(choice.definition), *choice.password, context.stop);
}

KeptPassword::~KeptPassword() {
    if (isCommitted_ || !choice_.password) return;
    try {
        drop();
    } catch (const std::exception& error) {
        context_.console.printError(std::string{"its password stays where it was put: "} +
                                    error.what() + "\n");
    }
}

void KeptPassword::drop() const {
    const services::SecretReference reference = referenceOf(choice_.definition);
    if (reference.place == services::SecretPlace::File)
        removeFile(reference.text);
    else
        context_.core.secretStore.remove(reference, {});
}

}  // namespace tl::cli
