// `tl cat`: prints one of a repository's objects.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeCatCommand();

}  // namespace tl::cli
