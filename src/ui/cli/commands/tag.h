// `tl tag`: changes the tags of snapshots.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeTagCommand();

}  // namespace tl::cli
