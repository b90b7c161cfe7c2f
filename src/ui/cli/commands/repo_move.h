// `tl repo move`: brings a whole repository to another place.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeRepoMoveCommand();

}  // namespace tl::cli
