// `tl copy`: copies snapshots from another repository.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeCopyCommand();

}  // namespace tl::cli
