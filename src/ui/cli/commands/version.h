// `tl version`: says what this program is.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeVersionCommand();

}  // namespace tl::cli
