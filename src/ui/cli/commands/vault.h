// `tl vault …`: secrets in one encrypted file.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeVaultCreateCommand();
[[nodiscard]] std::unique_ptr<Command> makeVaultListCommand();
[[nodiscard]] std::unique_ptr<Command> makeVaultLockCommand();
[[nodiscard]] std::unique_ptr<Command> makeVaultPasswdCommand();
[[nodiscard]] std::unique_ptr<Command> makeVaultRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makeVaultSetCommand();
[[nodiscard]] std::unique_ptr<Command> makeVaultShowCommand();
[[nodiscard]] std::unique_ptr<Command> makeVaultUnlockCommand();

}  // namespace tl::cli
