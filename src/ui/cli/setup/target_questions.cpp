#include "ui/cli/setup/target_questions.h"

#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "services/backup/backup_sources.h"
#include "services/backup/target_rules.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/setup/repository_questions.h"

namespace tl::cli {

namespace {

/// Absolute, and each of them there.
services::Texts settledPaths(const services::Texts& paths, const Context& context) {
    services::Texts settled;
    for (const std::string& path : paths) {
        settled.push_back(services::absolutePath(withHome(path, context), currentDirectory()));
        if (!exists(settled.back()))
            throw Error{ErrorKind::NotFound,
                        "there is no " + tl::quoted(settled.back()),
                        {{"hint", "name files and folders that are there, with commas between"}}};
    }
    if (settled.empty()) throw Error{ErrorKind::InvalidInput, "name what is to be backed up"};
    return settled;
}

class Asker {
  public:
    Asker(Interview& interview,
          const SetupOptions& options,
          const services::DefinitionSet& before,
          const Context& context,
          services::SetupPlan& plan)
        : interview_{interview},
          options_{options},
          before_{before},
          context_{context},
          plan_{plan} {}

    void run(const std::string& repositoryFolder) {
        plan_.target.machine = hostName();
        plan_.target.repositories = {plan_.repository.name};
        plan_.target.excludesCaches = true;
        askPaths();
        const auto same = services::findSame(before_, plan_.target);
        if (same && (!options_.targetName || options_.targetName == same->name)) {
            plan_.target = *same;
            plan_.isTargetKnown = true;
            return interview_.say("The target " + same->name + " has just these paths already.");
        }
        askName();
        askGroups();
        if (!repositoryFolder.empty()) services::keepOut(repositoryFolder, plan_.target);
        services::requireSound(plan_.target);
    }

  private:
    void askPaths() {
        if (!options_.paths.empty()) {
            plan_.target.paths = settledPaths(options_.paths, context_);
            return;
        }
        interview_.ask({.text = "What shall be backed up (files and folders, with commas between)",
                        .suggestion = context_.environment("HOME").value_or(""),
                        .option = "an argument"},
                       [this](const std::string& answer) {
                           plan_.target.paths = settledPaths(services::splitList(answer), context_);
                       });
    }

    void askName() {
        const std::string& first = plan_.target.paths.front();
        const bool isHome = first == context_.environment("HOME").value_or("");
        const std::string wanted = isHome ? "home" : services::nameFrom(first, "files");
        interview_.ask({.text = "What shall this target be called",
                        .suggestion = services::freeName(wanted, before_.targets),
                        .given = options_.targetName,
                        .option = "--target"},
                       [this](const std::string& answer) {
                           services::requireDefinitionName(answer);
                           if (before_.targets.contains(answer))
                               throw Error{ErrorKind::AlreadyExists,
                                           "there is a target " + answer + " already",
                                           {{"hint", "choose another name"}}};
                           plan_.target.name = answer;
                       });
    }

    void askGroups() {
        const bool isGiven = !options_.groups.empty();
        interview_.ask({.text = "What shall be left out (groups of `tl pattern list`, or none)",
                        .suggestion = services::kSuggestedGroups,
                        .given = isGiven ? std::optional{joined(options_.groups)} : std::nullopt,
                        .option = "--group"},
                       [this](const std::string& answer) {
                           services::Texts groups = services::splitList(answer);
                           if (groups == services::Texts{"none"}) groups.clear();
                           for (const std::string& group : groups)
                               (void)context_.core.patternGroups.load(group);
                           plan_.target.patternGroups = std::move(groups);
                       });
    }

    Interview& interview_;
    const SetupOptions& options_;
    const services::DefinitionSet& before_;
    const Context& context_;
    services::SetupPlan& plan_;
};

}  // namespace

void askForTarget(Interview& interview,
                  const SetupOptions& options,
                  const services::DefinitionSet& before,
                  const std::string& repositoryFolder,
                  const Context& context,
                  services::SetupPlan& plan) {
    Asker{interview, options, before, context, plan}.run(repositoryFolder);
}

}  // namespace tl::cli
