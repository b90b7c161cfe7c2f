// `tl migrate`: changes a repository's format.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeMigrateCommand();

}  // namespace tl::cli
