// Does what a set-up has planned, one step after another, and tells of each.

#pragma once

#include <string>

#include "services/configuration/setup_plan.h"
#include "ui/cli/command.h"
#include "ui/cli/setup/interview.h"
#include "ui/cli/setup/repository_questions.h"

namespace tl::cli {

struct SetupWork {
    const services::SetupPlan& plan;
    const RepositoryChoice& repository;
    const services::DefinitionSet& before;
    std::string unitFolder{};  ///< Empty: no units.
    bool isBackingUp = true;
};

/// What is made stays; when a step fails, what the ones before it made is told. A password that was
/// put away for a repository that could not be made is taken away again.
/// **Errors:** as the services of the steps.
[[nodiscard]] CommandResult carryOut(const SetupWork& work,
                                     Interview& interview,
                                     const Context& context);

/// The commands that come next, as lines.
[[nodiscard]] std::string nextCommands(const std::string& target, const std::string& repository);

}  // namespace tl::cli
