// `tl find`: files, folders and blobs in the snapshots, and the history of a path.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeFindCommand();

}  // namespace tl::cli
