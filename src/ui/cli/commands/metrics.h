// `tl metrics`: figures of the history for Prometheus.

#pragma once

#include <memory>

#include "ui/cli/command.h"

namespace tl::cli {

[[nodiscard]] std::unique_ptr<Command> makeMetricsCommand();

}  // namespace tl::cli
