// `tl repo …`: repositories under names.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeRepoAddCommand();
[[nodiscard]] std::unique_ptr<Command> makeRepoDefaultCommand();
[[nodiscard]] std::unique_ptr<Command> makeRepoEditCommand();
[[nodiscard]] std::unique_ptr<Command> makeRepoListCommand();
[[nodiscard]] std::unique_ptr<Command> makeRepoRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makeRepoShowCommand();
[[nodiscard]] std::unique_ptr<Command> makeRepoStatsCommand();

}  // namespace tl::cli
