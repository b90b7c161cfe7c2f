// `tl mount`: the snapshots as folders.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeMountCommand();

}  // namespace tl::cli
