// A new secret or password, for a command that stores one.

#pragma once

#include <string>

#include "infra/platform/secret.h"
#include "services/repository/repository_access.h"
#include "ui/cli/command.h"

namespace tl::cli {

/// Asks a person twice; of other input takes one line. Never an argument, which all can see.
/// **Errors:** InvalidInput when the answers differ; Cancelled.
[[nodiscard]] Secret askNewSecret(const std::string& what, const Context& context);

/// The new password of something: of the file that --new-password-file names, or as askNewSecret().
[[nodiscard]] services::PasswordSource newPasswordSource(const std::string& file,
                                                         const Context& context);

}  // namespace tl::cli
