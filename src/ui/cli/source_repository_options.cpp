#include "ui/cli/source_repository_options.h"

#include "infra/errors/error.h"
#include "ui/cli/named_place.h"

namespace tl::cli {

void SourceRepositoryOptions::declare(OptionSet& options, const std::string& purpose) {
    options.text({"from-repo", '\0', "repository", "repository " + purpose, "FROM_REPOSITORY", {}},
                 repository_);
    options.text({"from-repository-file",
                  '\0',
                  "file",
                  "read that repository's location from a file",
                  "FROM_REPOSITORY_FILE",
                  {}},
                 repositoryFile_);
    options.text({"from-password-file",
                  '\0',
                  "file",
                  "read that repository's password from a file",
                  "FROM_PASSWORD_FILE",
                  {}},
                 password_.file);
    options.text({"from-password-command",
                  '\0',
                  "command",
                  "run a command that prints that repository's password",
                  "FROM_PASSWORD_COMMAND",
                  {}},
                 password_.command);
    options.flag(
        {"from-insecure-no-password", '\0', "", "that repository's password is empty", "", {}},
        password_.isEmptyAllowed);
    options.text(
        {"from-key-hint", '\0', "key", "the ID of the key to try first there", "FROM_KEY_HINT", {}},
        keyHint_);
}

bool SourceRepositoryOptions::isGiven() const {
    return !repository_.empty() || !repositoryFile_.empty() || !password_.file.empty() ||
           !password_.command.empty() || password_.isEmptyAllowed || !keyHint_.empty();
}

services::RepositoryAccess SourceRepositoryOptions::resolve(const Context& context) const {
    const Environment& environment = context.environment;
    std::string location = resolveLocation(repository_, repositoryFile_);
    if (location.empty())
        location = resolveLocation(findSetting(environment, "FROM_REPOSITORY").value_or(""),
                                   findSetting(environment, "FROM_REPOSITORY_FILE").value_or(""));
    if (location.empty())
        throw Error{ErrorKind::InvalidInput,
                    "the repository to copy from is not named: give --from-repo"};
    const NamedPlace place = findPlace(location, context.core.namedRepositories, context.console);
    const services::RepositoryDefinition definition =
        place.definition.value_or(services::RepositoryDefinition{});
    const Environment none = [](const std::string&) { return std::nullopt; };
    const bool hasOwn = !definition.passwordKind.empty();
    services::RepositoryAccess access = context.access();
    access.location = place.location;
    access.name.clear();
    access.password = resolvePassword(password_, hasOwn ? none : environment, "FROM_",
                                      PasswordUse::Open, context.console);
    access.keyHint = keyHint_;
    if (access.keyHint.empty() && definition.keyHint.empty())
        access.keyHint = findSetting(environment, "FROM_KEY_HINT").value_or("");
    if (place.definition) {
        access.options = context.global.extended;
        applyDefinition(definition, access);
    }
    return access;
}

}  // namespace tl::cli
