// `tl generate`: writes completions for shells, and manual pages.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeGenerateCommand();

}  // namespace tl::cli
