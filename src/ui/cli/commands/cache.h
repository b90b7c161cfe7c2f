// `tl cache`: the local caches of repositories.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeCacheCommand();

}  // namespace tl::cli
