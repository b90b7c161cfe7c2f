#include "ui/cli/commands/new_secret.h"

#include "ui/cli/password_options.h"

namespace tl::cli {

Secret askNewSecret(const std::string& what, const Context& context) {
    return promptForNewPassword(context.console)("enter " + what + ": ");
}

services::PasswordSource newPasswordSource(const std::string& file, const Context& context) {
    return {.file = file, .prompt = promptForNewPassword(context.console)};
}

}  // namespace tl::cli
