// An entry of the audit log as `--json` has it.

#pragma once

#include "services/audit/audits.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

[[nodiscard]] Json toJson(const services::AuditEntry& entry);

}  // namespace tl::cli
