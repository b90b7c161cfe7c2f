// `tl ls`: lists the files in a snapshot.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeLsCommand();

}  // namespace tl::cli
