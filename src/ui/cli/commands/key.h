// `tl key …`: a repository's passwords.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeKeyListCommand();
[[nodiscard]] std::unique_ptr<Command> makeKeyAddCommand();
[[nodiscard]] std::unique_ptr<Command> makeKeyRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makeKeyPasswdCommand();

}  // namespace tl::cli
