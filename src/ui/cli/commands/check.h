// `tl check`: looks for damage.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeCheckCommand();

}  // namespace tl::cli
