#include "ui/cli/setup/schedule_questions.h"

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/user_folders.h"
#include "services/backup/backup_sources.h"
#include "ui/cli/setup/repository_questions.h"

namespace tl::cli {

namespace {

/// Where systemd looks for units of this user, or, for root, of the machine.
std::string usualUnitFolder() {
    if (isRoot()) return "/etc/systemd/system";
    const std::string folder = userConfigFolder();
    if (folder.empty())
        throw Error{ErrorKind::InvalidInput, "this user has no home: name a folder for the units"};
    return folder + "/systemd/user";
}

}  // namespace

void askForSchedule(Interview& interview,
                    const SetupOptions& options,
                    const services::DefinitionSet& before,
                    services::SetupPlan& plan) {
    if (services::hasBackupSchedule(before, plan.target.name)) {
        interview.say("There is a schedule for " + plan.target.name + " already.");
    } else {
        interview.ask(
            {.text =
                 "When shall it be backed up (such as hourly, daily 20:00, weekly sun 09:00; or "
                 "none)",
             .suggestion = services::kSuggestedTiming,
             .given = options.timing,
             .option = "--schedule"},
            [&](const std::string& answer) {
                plan.backup.reset();
                if (answer != "none") services::planBackups(plan, answer, before);
            });
    }
    if (services::hasPolicy(before, plan.target.name, plan.repository.name))
        return interview.say("There is a policy for what is kept of it already.");
    interview.ask({.text = "Which snapshots shall be kept (or all)",
                   .suggestion = services::kSuggestedRetention,
                   .given = options.kept,
                   .option = "--keep"},
                  [&](const std::string& answer) {
                      plan.retention.reset();
                      if (answer != "all") services::planKeeping(plan, answer, before);
                  });
}

std::string askForUnitFolder(Interview& interview,
                             const SetupOptions& options,
                             const services::SetupPlan& plan,
                             const Context& context) {
    if (!plan.backup && !plan.tidying) return {};
    if (options.systemd)
        return *options.systemd == "none" ? std::string{}
               : *options.systemd == "usual"
                   ? usualUnitFolder()
                   : services::absolutePath(withHome(*options.systemd, context),
                                            currentDirectory());
    const bool isThere = exists("/run/systemd/system");
    const bool isWanted = interview.confirm(
        {.text = "Shall systemd run it (its units are written; else `tl serve` does)",
         .suggestion = isThere ? "yes" : "no",
         .option = "--systemd"});
    return isWanted ? usualUnitFolder() : std::string{};
}

}  // namespace tl::cli
