// `tl forget`: removes snapshots by a policy or by their IDs.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeForgetCommand();

}  // namespace tl::cli
