// `tl audit …`: what was done, by whom, and whether the record of it is whole.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeAuditCheckpointCommand();
[[nodiscard]] std::unique_ptr<Command> makeAuditExportCommand();
[[nodiscard]] std::unique_ptr<Command> makeAuditListCommand();
[[nodiscard]] std::unique_ptr<Command> makeAuditVerifyCommand();

}  // namespace tl::cli
