// `tl notify …`: the channels by which people are told what happened.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeNotifyAddCommand();
[[nodiscard]] std::unique_ptr<Command> makeNotifyEditCommand();
[[nodiscard]] std::unique_ptr<Command> makeNotifyListCommand();
[[nodiscard]] std::unique_ptr<Command> makeNotifyOverdueCommand();
[[nodiscard]] std::unique_ptr<Command> makeNotifyRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makeNotifyShowCommand();
[[nodiscard]] std::unique_ptr<Command> makeNotifyTestCommand();

}  // namespace tl::cli
