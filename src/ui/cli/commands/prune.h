// `tl prune`: removes what no snapshot needs.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makePruneCommand();

}  // namespace tl::cli
