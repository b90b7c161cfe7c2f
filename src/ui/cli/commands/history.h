// `tl history` and `tl cancel`: what was done, what is going on, and an end to that.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeCancelCommand();
[[nodiscard]] std::unique_ptr<Command> makeHistoryCommand();

}  // namespace tl::cli
