#include "ui/cli/setup/setup_execution.h"

#include <exception>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "services/configuration/configuration_text.h"
#include "services/recovery/restore_trial.h"
#include "ui/cli/commands/target.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/json_line.h"
#include "ui/cli/setup/consent_notice.h"
#include "ui/cli/setup/password_places.h"
#include "ui/cli/systemd_files.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

constexpr int kIncomplete = 3;  // As `backup`: a snapshot that lacks something.

/// A command and what it is for.
std::string commandLine(const std::string& command, const char* what) {
    return fmt::format("  {:<46}  {}", command, what);
}

/// Tells what was made, should the work end early.
class Made {
  public:
    explicit Made(Console& console) : console_{console}, before_{std::uncaught_exceptions()} {}
    ~Made() {
        if (std::uncaught_exceptions() == before_ || made_.empty()) return;
        console_.printError("Made before it ended: " + joined(made_) +
                            ". That stays; `tl setup` goes on with it.\n");
    }
    Made(const Made&) = delete;
    Made& operator=(const Made&) = delete;

    void add(const std::string& what) { made_.push_back(what); }

  private:
    Console& console_;
    const int before_;
    std::vector<std::string> made_;
};

class Execution {
  public:
    Execution(const SetupWork& work, Interview& interview, const Context& context)
        : work_{work},
          interview_{interview},
          context_{context} {}

    CommandResult run() {
        Made made{context_.console};
        context_.core.consents.give(kConsentNotice);
        makeRepository(made);
        define(made);
        writeUnitFiles(made);
        CommandResult result;
        if (work_.isBackingUp) {
            result = backUp();
            if (result.exitCode == 0 || result.exitCode == kIncomplete) tryRestore();
        }
        summarize(result);
        return result;
    }

  private:
    void makeRepository(Made& made) {
        const RepositoryChoice& repository = work_.repository;
        KeptPassword kept{repository, context_};
        if (!repository.isThere) {
            services::InitRequest request;
            request.repository =
                accessTo(repository.definition, context_.global, context_.environment,
                         PasswordUse::Create, context_.console);
            const auto done = context_.core.repositories.init(request, context_.stop);
            interview_.say("Made the repository at " + done.location + ".");
            made.add("the repository at " + repository.definition.location);
        }
        kept.commit();
        if (repository.password)
            made.add("its password in " + repository.definition.passwordKind + " " +
                     repository.definition.passwordReference);
    }

    /// All definitions at once, or none.
    void define(Made& made) {
        const auto changes = context_.core.configurations.apply(
            {.text = services::toConfigurationText(services::additionsOf(work_.plan, work_.before)),
             .execution = services::Execution::Apply});
        for (const auto& change : changes) {
            if (change.kind == "setting") continue;
            interview_.say("Added the " + change.kind + " " + change.name + ".");
            made.add("the " + change.kind + " " + change.name);
        }
    }

    void writeUnitFiles(Made& made) {
        if (work_.unitFolder.empty()) return;
        std::vector<services::UnitFile> wanted;
        for (services::UnitFile& file : unitsOf(scheduleNames(), "", context_)) {
            const std::string path = work_.unitFolder + "/" + file.name;
            constexpr std::size_t kSizeMax = std::size_t{1} << 20U;
            const auto there = tryReadFile(path, kSizeMax);
            if (there && *there != file.content)
                context_.console.printError(
                    path + " is there already and stays as it is; `tl schedule systemd --output " +
                    work_.unitFolder + "` replaces it\n");
            else
                wanted.push_back(std::move(file));
        }
        writeUnits(wanted, work_.unitFolder);
        for (const services::UnitFile& file : wanted)
            units_.push_back(work_.unitFolder + "/" + file.name);
        interview_.say("Wrote " + formatCount(wanted.size(), "unit") + " of systemd to " +
                       work_.unitFolder + ".");
        made.add("systemd's units");
    }

    [[nodiscard]] services::Texts scheduleNames() const {
        services::Texts names;
        if (work_.plan.backup) names.push_back(work_.plan.backup->name);
        if (work_.plan.tidying) names.push_back(work_.plan.tidying->name);
        return names;
    }

    /// As `tl target run` does, to this repository alone.
    CommandResult backUp() {
        interview_.say("\nThe first backup:");
        GlobalOptions global = context_.global;
        global.repository.clear();
        global.repositoryFile.clear();
        global.password = {};
        global.repositoryName = work_.plan.repository.name;
        const Context inner{.core = context_.core,
                            .console = context_.console,
                            .environment = context_.environment,
                            .zone = context_.zone,
                            .clock = context_.clock,
                            .global = global,
                            .stop = context_.stop};
        return makeTargetRunCommand()->run({work_.plan.target.name}, inner);
    }

    void tryRestore() {
        const auto& repository = work_.plan.repository;
        for (const auto& state : context_.core.targets.states(work_.plan.target.name))
            if (state.repository == repository.name && state.last) snapshot_ = state.last->snapshot;
        trial_ =
            services::tryRestore(accessTo(repository, context_.global, context_.environment,
                                          PasswordUse::Open, context_.console),
                                 snapshot_.empty() ? "latest" : snapshot_, context_.core.browsing,
                                 context_.core.restores, context_.stop);
        if (!trial_)
            interview_.say("\nThe backup has no file that is fit for trying a restore.");
        else
            interview_.say("\nTried a restore: " + trial_->path + " (" +
                           formatBytes(trial_->sizeBytes) + ") came back as it was saved" +
                           (trial_->isComparedWithDisk ? ", the same as on the disk." : "."));
    }

    void summarize(const CommandResult& result) {
        if (context_.global.isJson) context_.console.print(toLine(summary(result)));
        interview_.say("\nWhat comes next:");
        if (!units_.empty()) interview_.say(systemdCommands());
        if (units_.empty() && work_.plan.backup)
            interview_.say(commandLine("tl serve", "run the schedules, as long as it runs"));
        interview_.say(nextCommands(work_.plan.target.name, work_.plan.repository.name));
    }

    [[nodiscard]] std::string systemdCommands() const {
        const std::string control = isRoot() ? "systemctl" : "systemctl --user";
        std::string timers;
        for (const std::string& name : scheduleNames())
            timers += " timelocker-" + name + ".timer";
        return "  " + control + " daemon-reload && " + control + " enable --now" + timers;
    }

    [[nodiscard]] Json summary(const CommandResult& result) const {
        const services::SetupPlan& plan = work_.plan;
        Json json{{"message_type", "setup_summary"},
                  {"repository", plan.repository.name},
                  {"repository_made", !work_.repository.isThere},
                  {"target", plan.target.name},
                  {"schedules", scheduleNames()},
                  {"policy", plan.retention ? Json(plan.retention->name) : Json(nullptr)},
                  {"units", units_},
                  {"exit_code", result.exitCode}};
        if (work_.repository.isPasswordMadeUp)
            json["password"] = std::string{work_.repository.password->text()};
        if (!snapshot_.empty()) json["snapshot_id"] = snapshot_;
        if (trial_)
            json["restored"] = {{"path", trial_->path},
                                {"size", trial_->sizeBytes},
                                {"compared_with_disk", trial_->isComparedWithDisk}};
        return json;
    }

    const SetupWork& work_;
    Interview& interview_;
    const Context& context_;
    std::vector<std::string> units_;
    std::string snapshot_;
    std::optional<services::RestoreTrial> trial_;
};

}  // namespace

CommandResult carryOut(const SetupWork& work, Interview& interview, const Context& context) {
    return Execution{work, interview, context}.run();
}

std::string nextCommands(const std::string& target, const std::string& repository) {
    std::string text;
    const auto add = [&text](const std::string& command, const char* what) {
        text += (text.empty() ? "" : "\n") + commandLine(command, what);
    };
    add("tl target run " + (target.empty() ? "--all" : target), "back up now");
    add("tl history", "what was done, and how it went");
    add("tl snapshots -r " + repository, "what there is to go back to");
    add("tl restore latest -r " + repository + " --target FOLDER", "get files back");
    add("tl check -r " + repository, "see that all is sound");
    add("tl help", "all commands");
    return text;
}

}  // namespace tl::cli
