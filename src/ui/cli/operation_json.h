// Operations as `--json` has them.

#pragma once

#include "services/monitoring/history.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

[[nodiscard]] Json toJson(const services::Operation& one);
/// With its log lines.
[[nodiscard]] Json toJson(const services::OperationStory& story);

}  // namespace tl::cli
