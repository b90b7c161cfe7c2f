// `tl diff`: what changed between two snapshots, or from a snapshot to what is on the disk.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeDiffCommand();

}  // namespace tl::cli
