// `tl config …`: the definitions as one file.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeConfigApplyCommand();
[[nodiscard]] std::unique_ptr<Command> makeConfigExportCommand();
[[nodiscard]] std::unique_ptr<Command> makeConfigValidateCommand();

}  // namespace tl::cli
