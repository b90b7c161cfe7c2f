#include "ui/cli/password_options.h"

#include <optional>

#include "infra/errors/error.h"

namespace tl::cli {

namespace {

/// Asks a person as often as it is called; of other input there is one answer.
services::PasswordPrompt promptForPassword(Console& console) {
    return [&console, isAnswered = false](const std::string& question) mutable {
        if (isAnswered && !console.isInputTerminal())
            throw Error{ErrorKind::WrongPassword, "wrong password or no key found"};
        isAnswered = true;
        return console.askSecret(question);
    };
}

/// What one family of variables says. All of a family counts before any of the other.
std::optional<services::PasswordSource> fromEnvironment(const Environment& environment,
                                                        const std::string& prefix) {
    const auto file = findWithPrefix(environment, prefix, "PASSWORD_FILE");
    const auto command = findWithPrefix(environment, prefix, "PASSWORD_COMMAND");
    const auto value = findWithPrefix(environment, prefix, "PASSWORD");
    if (!file && !command && !value) return std::nullopt;
    services::PasswordSource source;
    source.file = file.value_or("");
    source.command = command.value_or("");
    source.environmentValue = value;
    return source;
}

services::PasswordSource resolveGiven(const PasswordOptions& options,
                                      const Environment& environment,
                                      const std::string& variablePrefix) {
    services::PasswordSource source;
    source.file = options.file;
    source.command = options.command;
    if (!source.file.empty() || !source.command.empty()) return source;
    if (auto ours = fromEnvironment(environment, "TIMELOCKER_" + variablePrefix)) return *ours;
    return fromEnvironment(environment, "RESTIC_" + variablePrefix)
        .value_or(services::PasswordSource{});
}

}  // namespace

services::PasswordSource resolvePassword(const PasswordOptions& options,
                                         const Environment& environment,
                                         const std::string& variablePrefix,
                                         PasswordUse use,
                                         Console& console) {
    services::PasswordSource source = resolveGiven(options, environment, variablePrefix);
    if (!source.file.empty() && !source.command.empty())
        throw Error{ErrorKind::InvalidInput,
                    "a password file and a password command exclude each other"};
    const bool isGiven =
        !source.file.empty() || !source.command.empty() || source.environmentValue.has_value();
    if (options.isEmptyAllowed && isGiven)
        throw Error{ErrorKind::InvalidInput,
                    "--insecure-no-password and a password exclude each other"};
    source.isEmptyAllowed = options.isEmptyAllowed;
    source.prompt =
        use == PasswordUse::Open ? promptForPassword(console) : promptForNewPassword(console);
    return source;
}

services::PasswordPrompt promptForNewPassword(Console& console) {
    return [&console](const std::string& question) {
        Secret first = console.askSecret(question);
        if (!console.isInputTerminal()) return first;
        const Secret second = console.askSecret("enter password again: ");
        if (first.text() != second.text())
            throw Error{ErrorKind::InvalidInput, "the two passwords differ"};
        return first;
    };
}

}  // namespace tl::cli
