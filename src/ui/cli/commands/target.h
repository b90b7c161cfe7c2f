// `tl target …`: what is backed up together, under a name.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeTargetAddCommand();
[[nodiscard]] std::unique_ptr<Command> makeTargetEditCommand();
[[nodiscard]] std::unique_ptr<Command> makeTargetListCommand();
[[nodiscard]] std::unique_ptr<Command> makeTargetRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makeTargetRunCommand();
[[nodiscard]] std::unique_ptr<Command> makeTargetShowCommand();

}  // namespace tl::cli
