// `tl replaced …`: what restores keep of what they replaced, and the way back.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeReplacedConfirmCommand();
[[nodiscard]] std::unique_ptr<Command> makeReplacedListCommand();
[[nodiscard]] std::unique_ptr<Command> makeReplacedShowCommand();
[[nodiscard]] std::unique_ptr<Command> makeReplacedUndoCommand();

}  // namespace tl::cli
