// `tl plugin …`: the programs that add storage, notifications, secrets and hooks.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makePluginDisableCommand();
[[nodiscard]] std::unique_ptr<Command> makePluginEnableCommand();
[[nodiscard]] std::unique_ptr<Command> makePluginListCommand();
[[nodiscard]] std::unique_ptr<Command> makePluginNewCommand();
[[nodiscard]] std::unique_ptr<Command> makePluginSecretCommand();
[[nodiscard]] std::unique_ptr<Command> makePluginShowCommand();
[[nodiscard]] std::unique_ptr<Command> makePluginTestCommand();

}  // namespace tl::cli
