#include "ui/cli/commands/setup.h"

#include <utility>

#include "services/configuration/configuration_text.h"
#include "services/configuration/setup_plan.h"
#include "ui/cli/configuration_changes.h"
#include "ui/cli/setup/consent_notice.h"
#include "ui/cli/setup/interview.h"
#include "ui/cli/setup/repository_questions.h"
#include "ui/cli/setup/schedule_questions.h"
#include "ui/cli/setup/setup_execution.h"
#include "ui/cli/setup/setup_options.h"
#include "ui/cli/setup/target_questions.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::DefinitionSet;

Manner mannerOf(const SetupOptions& options, const Context& context) {
    if (options.isAssenting) return Manner::Suggest;
    return context.global.isJson ? Manner::Refuse : Manner::Ask;
}

Telling tellingOf(const Context& context) {
    const bool isQuiet = context.global.verbosity() == Verbosity::Quiet;
    return context.global.isJson || isQuiet ? Telling::Off : Telling::On;
}

class SetupCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        options_.paths = operands;
        Interview interview{context.console, mannerOf(options_, context), tellingOf(context)};
        const DefinitionSet before =
            services::parseConfigurationText(context.core.configurations.exportAll());
        if (!isAgreed(interview, context))
            return {.exitCode = 1, .message = "without your consent nothing is set up"};
        if (!isMoreWanted(interview, before, context)) return {};

        const RepositoryChoice repository = askForRepository(interview, options_, before, context);
        services::SetupPlan plan{.repository = repository.definition,
                                 .isRepositoryKnown = repository.isKnown,
                                 .isRepositoryThere = repository.isThere};
        askForTarget(interview, options_, before, repository.folder, context, plan);
        askForSchedule(interview, options_, before, plan);
        const std::string unitFolder = askForUnitFolder(interview, options_, plan, context);
        const bool isBackingUp = isFirstBackupWanted(interview);
        tellPlan(interview, plan, unitFolder, isBackingUp);
        if (options_.isDryRun) return showChanges(plan, before, context);
        if (!interview.confirm(
                {.text = "Do all this now", .suggestion = "yes", .option = "--yes"})) {
            interview.say("Nothing was made.");
            return {};
        }
        return carryOut({.plan = plan,
                         .repository = repository,
                         .before = before,
                         .unitFolder = unitFolder,
                         .isBackingUp = isBackingUp},
                        interview, context);
    }

  private:
    [[nodiscard]] bool isAgreed(Interview& interview, const Context& context) const {
        const auto given = context.core.consents.find();
        if (given && given->notice >= kConsentNotice) return true;
        interview.say(consentNotice());
        if (options_.isAssenting) return true;
        return interview.confirm({.text = "Do you agree (yes, no)", .option = "--yes"});
    }

    /// On a machine that is set up, says what there is, and asks whether there is to be more.
    [[nodiscard]] bool isMoreWanted(Interview& interview,
                                    const DefinitionSet& before,
                                    const Context& context) const {
        if (before.repositories.empty() && before.targets.empty()) return true;
        interview.say("This is set up already, and stays as it is:");
        for (const auto& [name, one] : before.repositories)
            interview.say("  repository " + name + " at " + one.location);
        for (const auto& [name, one] : before.targets)
            interview.say("  target " + name + " of " + formatCount(one.paths.size(), "path"));
        for (const auto& [name, one] : before.schedules)
            interview.say("  schedule " + name + ": " + one.action + " of " + one.subject + " " +
                          one.timing);
        for (const auto& [name, one] : before.retentionPolicies)
            interview.say("  policy " + name);
        if (options_.saysWhat() || !context.global.repository.empty()) return true;
        if (interview.confirm({.text = "Shall something be added",
                               .suggestion = "no",
                               .option = "-r and the files and folders"}))
            return true;
        const std::string repository = before.defaultRepository.empty()
                                           ? before.repositories.begin()->first
                                           : before.defaultRepository;
        interview.say("\nWhat you can do:\n" + nextCommands("", repository));
        return false;
    }

    [[nodiscard]] bool isFirstBackupWanted(Interview& interview) const {
        if (options_.isBackingUp) return *options_.isBackingUp;
        return interview.confirm({.text = "Shall the first backup be made at once",
                                  .suggestion = "yes",
                                  .option = "--backup"});
    }

    static void tellPlan(Interview& interview,
                         const services::SetupPlan& plan,
                         const std::string& unitFolder,
                         bool isBackingUp) {
        interview.say("\nThis will be done:");
        for (const std::string& line : services::describe(plan))
            interview.say("  " + line);
        if (!unitFolder.empty()) interview.say("  write systemd's units to " + unitFolder);
        if (isBackingUp) interview.say("  make the first backup, and restore a file of it");
    }

    static CommandResult showChanges(const services::SetupPlan& plan,
                                     const DefinitionSet& before,
                                     const Context& context) {
        const auto execution = services::Execution::PlanOnly;
        const auto changes = context.core.configurations.apply(
            {.text = services::toConfigurationText(services::additionsOf(plan, before)),
             .execution = execution});
        if (context.global.isJson) context.console.print(toLine(changesToJson(changes, execution)));
        tellChanges(changes, execution, context);
        return {};
    }

    SetupOptions options_;
};

}  // namespace

std::unique_ptr<Command> makeSetupCommand() {
    return std::make_unique<SetupCommand>();
}

}  // namespace tl::cli
