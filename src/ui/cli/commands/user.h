// `tl user …`: who may use the system, and as what.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeUserAddCommand();
[[nodiscard]] std::unique_ptr<Command> makeUserEditCommand();
[[nodiscard]] std::unique_ptr<Command> makeUserListCommand();
[[nodiscard]] std::unique_ptr<Command> makeUserPasswdCommand();
[[nodiscard]] std::unique_ptr<Command> makeUserRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makeUserShowCommand();

}  // namespace tl::cli
