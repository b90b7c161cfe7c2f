// `tl repair config`, `tl repair index`, `tl repair packs`, `tl repair snapshots`, `tl recover`.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeRepairConfigCommand();
[[nodiscard]] std::unique_ptr<Command> makeRepairIndexCommand();
[[nodiscard]] std::unique_ptr<Command> makeRepairPacksCommand();
[[nodiscard]] std::unique_ptr<Command> makeRepairSnapshotsCommand();
[[nodiscard]] std::unique_ptr<Command> makeRecoverCommand();

}  // namespace tl::cli
