// Where a password comes from: options first, then the environment, then a person (blueprint D7,
// format section 16.3).

#pragma once

#include <string>

#include "services/repository/repository_access.h"
#include "ui/cli/console.h"
#include "ui/cli/environment.h"

namespace tl::cli {

/// What the command line said about one repository's password.
struct PasswordOptions {
    std::string file;
    std::string command;
    bool isEmptyAllowed = false;
};

enum class PasswordUse : unsigned char {
    Open,    ///< Ask once.
    Create,  ///< Ask twice: a slip would lock the data away.
};

/// `variablePrefix` goes before PASSWORD, PASSWORD_FILE and PASSWORD_COMMAND: "" or "FROM_".
/// Borrows `console`. **Errors:** InvalidInput when a file and a command are given, or
/// `--insecure-no-password` together with a password.
[[nodiscard]] services::PasswordSource resolvePassword(const PasswordOptions& options,
                                                       const Environment& environment,
                                                       const std::string& variablePrefix,
                                                       PasswordUse use,
                                                       Console& console);

/// Asks a person for a new password twice; takes one line of other input. **Errors:** InvalidInput
/// when the answers differ.
[[nodiscard]] services::PasswordPrompt promptForNewPassword(Console& console);

}  // namespace tl::cli
