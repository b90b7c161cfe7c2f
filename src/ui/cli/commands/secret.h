// `tl secret …`: secrets by their references, wherever they are.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeSecretRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makeSecretSetCommand();
[[nodiscard]] std::unique_ptr<Command> makeSecretTestCommand();

}  // namespace tl::cli
