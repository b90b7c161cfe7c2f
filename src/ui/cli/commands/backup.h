// `tl backup`: makes a snapshot of files.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeBackupCommand();

}  // namespace tl::cli
