// How a command that failed says so: what happened, and what to do about it.

#pragma once

#include <string>

#include "infra/errors/error.h"
#include "ui/cli/console.h"

namespace tl::cli {

enum class OutputForm : unsigned char { Text, Json };

/// What the user can do about an error of this kind; empty where the message alone says it.
[[nodiscard]] std::string adviceFor(ErrorKind kind);
/// The same for this error; empty where one of its facts is a hint, which is better advice.
[[nodiscard]] std::string adviceFor(const Error& error);

/// Prints a failure on standard error: as text, or as restic's exit_error message.
void reportFailure(int exitCode,
                   const std::string& message,
                   const std::string& advice,
                   OutputForm form,
                   Console& console);

}  // namespace tl::cli
