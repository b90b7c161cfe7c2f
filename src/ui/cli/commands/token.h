// `tl token …`: what programs show in place of a password.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeTokenCreateCommand();
[[nodiscard]] std::unique_ptr<Command> makeTokenListCommand();
[[nodiscard]] std::unique_ptr<Command> makeTokenRemoveCommand();

}  // namespace tl::cli
