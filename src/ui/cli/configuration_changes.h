// What applying a configuration changes, as text and as JSON.

#pragma once

#include <vector>

#include "services/configuration/configurations.h"
#include "ui/cli/command.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

/// Tells each change, and how many there are.
void tellChanges(const std::vector<services::ConfigurationChange>& changes,
                 services::Execution execution,
                 const Context& context);

/// The members "dry_run" and "changes".
[[nodiscard]] Json changesToJson(const std::vector<services::ConfigurationChange>& changes,
                                 services::Execution execution);

}  // namespace tl::cli
