// `tl snapshots`: lists snapshots.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeSnapshotsCommand();

}  // namespace tl::cli
