// `tl unlock`: removes the locks of processes that ended without doing so.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeUnlockCommand();

}  // namespace tl::cli
