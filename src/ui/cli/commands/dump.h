// `tl dump`: a file of a snapshot, or a folder as an archive.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeDumpCommand();

}  // namespace tl::cli
