// `tl list`: lists a repository's objects of one kind.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeListCommand();

}  // namespace tl::cli
