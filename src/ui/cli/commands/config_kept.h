// `tl config backup|kept|recover`: the definitions kept in repositories.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeConfigBackupCommand();
[[nodiscard]] std::unique_ptr<Command> makeConfigKeptCommand();
[[nodiscard]] std::unique_ptr<Command> makeConfigRecoverCommand();

}  // namespace tl::cli
