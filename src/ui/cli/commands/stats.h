// `tl stats`: how much there is in the snapshots.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeStatsCommand();

}  // namespace tl::cli
