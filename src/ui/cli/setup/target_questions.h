// The questions about what is backed up.

#pragma once

#include "services/configuration/setup_plan.h"
#include "ui/cli/command.h"
#include "ui/cli/setup/interview.h"
#include "ui/cli/setup/setup_options.h"

namespace tl::cli {

/// Fills in the target of `plan`, whose repository is known; `repositoryFolder` is its path, if it
/// is a local one. **Errors:** as Interview.
void askForTarget(Interview& interview,
                  const SetupOptions& options,
                  const services::DefinitionSet& before,
                  const std::string& repositoryFolder,
                  const Context& context,
                  services::SetupPlan& plan);

}  // namespace tl::cli
