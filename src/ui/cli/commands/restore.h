// `tl restore`: brings the files of a snapshot back.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeRestoreCommand();

}  // namespace tl::cli
