// `tl pattern …`: groups of patterns, for many targets.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makePatternAddCommand();
[[nodiscard]] std::unique_ptr<Command> makePatternEditCommand();
[[nodiscard]] std::unique_ptr<Command> makePatternListCommand();
[[nodiscard]] std::unique_ptr<Command> makePatternRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makePatternShowCommand();

}  // namespace tl::cli
