// `tl target run`: backs targets up, each to its repositories, one after another.

#include <optional>

#include "infra/errors/error.h"
#include "ui/cli/commands/backup_reporter.h"
#include "ui/cli/commands/target.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

namespace {

using services::TargetOutcome;

constexpr int kIncomplete = 3;  // As `backup`: a snapshot that lacks something.
constexpr int kUnsound = 1;     // As `check`: there is damage.

int exitCodeOf(const TargetOutcome& outcome) {
    if (outcome.error) return exitCode(outcome.error->kind());
    if (!outcome.report) return 0;
    if (outcome.report->isUnsound()) return kUnsound;
    const bool isWarned = outcome.report->failureCount > 0 || !outcome.report->hookFailures.empty();
    return isWarned ? kIncomplete : 0;
}

/// Why the run counts as failed; empty when it does not.
std::string failureOf(const TargetOutcome& outcome) {
    if (outcome.error) return outcome.error->describe();
    if (!outcome.report || !outcome.report->isUnsound()) return {};
    const services::VerificationReport& found = *outcome.report->verification;
    if (found.errorCount == 0)
        return "the snapshot was made, but could not be verified: " + found.problem;
    return "the snapshot was made, but its verification found damage: `tl check --repo-name " +
           outcome.repository + "` tells more, and what to do";
}

class TargetRunCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"all", '\0', "", "run all targets of this machine", "", {}}, isAll_);
        options.flag({"behind",
                      '\0',
                      "",
                      "only to the repositories where the last run failed, or there was none",
                      "",
                      {}},
                     isBehindOnly_);
        options.flag({"dry-run", 'n', "", "store nothing, only show what would be done", "", {}},
                     isDryRun_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const auto names = namesFrom(operands, context);
        for (const std::string& name : names)
            (void)context.core.targets.load(name);  // A slip ends it before anything is done.
        for (const std::string& name : names)
            runOne(name, context);
        if (context.global.isJson)
            context.console.print(toLine({{"message_type", "target_summary"}, {"runs", runs_}}));
        if (worst_ == 0) {
            if (count_ == 0) context.tell("nothing to do: no repository is behind");
            return {};
        }
        if (failed_.empty())
            return {.exitCode = worst_,
                    .message = isIncomplete_ ? "at least one source file could not be read"
                                             : "a hook after a backup failed"};
        return {.exitCode = worst_, .message = "the backup failed of " + failed_};
    }

  private:
    [[nodiscard]] std::vector<std::string> namesFrom(const std::vector<std::string>& operands,
                                                     const Context& context) const {
        const GlobalOptions& global = context.global;
        if (!global.repository.empty() || !global.repositoryFile.empty())
            throw Error{ErrorKind::InvalidInput,
                        "a target knows its repositories: --repo-name NAME chooses one of them"};
        if (isAll_ != operands.empty())
            throw Error{ErrorKind::InvalidInput, "name targets, or give --all"};
        if (!isAll_) return operands;
        std::vector<std::string> names;
        for (const auto& target : context.core.targets.list())
            if (services::isOfThisMachine(target)) names.push_back(target.name);
        if (names.empty())
            throw Error{ErrorKind::InvalidInput,
                        "this machine has no targets yet: `tl target add` makes one"};
        return names;
    }

    void runOne(const std::string& name, const Context& context) {
        std::unique_ptr<BackupReporter> reporter;
        const services::TargetWorld world{
            .access =
                [&](const std::string& repository) {
                    announce(name, repository, context);
                    return accessTo(context.core.namedRepositories.load(repository).definition,
                                    context.global, context.environment, PasswordUse::Open,
                                    context.console);
                },
            .observe = [&](const std::string&) -> services::BackupObserver& {
                reporter = context.global.isJson ? makeBackupJsonReporter(context)
                                                 : makeBackupTextReporter(context);
                return *reporter;
            },
            .finished =
                [&](const TargetOutcome& outcome) {
                    if (outcome.report) reporter->finish(*outcome.report);
                    reporter.reset();
                    note(name, outcome, context);
                }};
        (void)context.core.targets.run(
            {.target = name,
             .repository = context.global.repositoryName,
             .range = isBehindOnly_ ? services::TargetRange::Behind : services::TargetRange::All,
             .host = findSetting(context.environment, "HOST").value_or(""),
             .isDryRun = isDryRun_},
            world, context.stop);
    }

    static void announce(const std::string& target,
                         const std::string& repository,
                         const Context& context) {
        if (context.global.isJson)
            context.console.print(toLine(
                {{"message_type", "target_run"}, {"target", target}, {"repository", repository}}));
        context.tell(target + " to " + repository + ":");
    }

    void note(const std::string& target, const TargetOutcome& outcome, const Context& context) {
        ++count_;
        const int code = exitCodeOf(outcome);
        Json run{{"target", target}, {"repository", outcome.repository}, {"exit_code", code}};
        if (outcome.report && outcome.report->snapshot)
            run["snapshot_id"] = outcome.report->snapshot->hex();
        if (outcome.report && outcome.report->failureCount > 0) isIncomplete_ = true;
        const std::string failure = failureOf(outcome);
        if (!failure.empty()) {
            run["error"] = failure;
            context.console.printError(target + " to " + outcome.repository + ": " + failure +
                                       "\n");
            failed_ += (failed_.empty() ? "" : ", ") + target + " to " + outcome.repository;
        }
        runs_.push_back(run);
        // What failed counts more than what lacks something.
        if (worst_ == 0 || (worst_ == kIncomplete && !failure.empty())) worst_ = code;
    }

    bool isAll_ = false;
    bool isBehindOnly_ = false;
    bool isDryRun_ = false;
    Json runs_ = Json::array();
    std::string failed_;
    bool isIncomplete_ = false;
    int worst_ = 0;
    int count_ = 0;
};

}  // namespace

std::unique_ptr<Command> makeTargetRunCommand() {
    return std::make_unique<TargetRunCommand>();
}

}  // namespace tl::cli
