// `tl policy …`: which snapshots are kept.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makePolicyAddCommand();
[[nodiscard]] std::unique_ptr<Command> makePolicyApplyCommand();
[[nodiscard]] std::unique_ptr<Command> makePolicyEditCommand();
[[nodiscard]] std::unique_ptr<Command> makePolicyListCommand();
[[nodiscard]] std::unique_ptr<Command> makePolicyPreviewCommand();
[[nodiscard]] std::unique_ptr<Command> makePolicyRemoveCommand();
[[nodiscard]] std::unique_ptr<Command> makePolicyShowCommand();

}  // namespace tl::cli
