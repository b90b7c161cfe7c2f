// `tl rewrite`: makes snapshots anew without some files, or with another host or time.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeRewriteCommand();

}  // namespace tl::cli
