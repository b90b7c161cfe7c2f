// `tl setup`: leads a new user to a first backup.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeSetupCommand();

}  // namespace tl::cli
