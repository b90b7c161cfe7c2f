// The questions about when to back up, who sees to it, and what is kept.

#pragma once

#include <string>

#include "services/configuration/setup_plan.h"
#include "ui/cli/command.h"
#include "ui/cli/setup/interview.h"
#include "ui/cli/setup/setup_options.h"

namespace tl::cli {

/// Fills in the schedules and the policy of `plan`, whose target is known; what is there already
/// for the target is told and not asked for. **Errors:** as Interview.
void askForSchedule(Interview& interview,
                    const SetupOptions& options,
                    const services::DefinitionSet& before,
                    services::SetupPlan& plan);

/// The folder for systemd's units of the plan's schedules; empty: none are written.
/// **Errors:** as Interview.
[[nodiscard]] std::string askForUnitFolder(Interview& interview,
                                           const SetupOptions& options,
                                           const services::SetupPlan& plan,
                                           const Context& context);

}  // namespace tl::cli
