// `tl generate`: writes completions for shells.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeGenerateCommand();

}  // namespace tl::cli
