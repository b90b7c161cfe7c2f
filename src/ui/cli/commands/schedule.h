// `tl schedule …`: what is done when.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeScheduleAddCommand();
[[nodiscard]] std::unique_ptr<Command> makeScheduleEditCommand();
[[nodiscard]] std::unique_ptr<Command> makeScheduleListCommand();
[[nodiscard]] std::unique_ptr<Command> makeScheduleNextCommand();
[[nodiscard]] std::unique_ptr<Command> makeScheduleRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makeScheduleRunCommand();
[[nodiscard]] std::unique_ptr<Command> makeScheduleShowCommand();
[[nodiscard]] std::unique_ptr<Command> makeScheduleSystemdCommand();

}  // namespace tl::cli
