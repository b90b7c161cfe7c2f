// `tl init`: makes a repository.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeInitCommand();

}  // namespace tl::cli
