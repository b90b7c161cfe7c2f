#include "ui/cli/commands/migrate.h"

#include "ui/cli/commands/check_reporter.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

namespace {

using services::Migration;
using services::MigrationOutcome;
using services::MigrationReport;

const char* nameOf(MigrationOutcome outcome) {
    switch (outcome) {
        case MigrationOutcome::Applied:
            return "applied";
        case MigrationOutcome::NotNeeded:
            return "not_needed";
        case MigrationOutcome::NotAllowed:
            return "not_allowed";
    }
    return "";
}

class MigrateCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"force", 'f', "", "apply a migration that was applied before", "", {}},
                     isForced_);
        options.flag({"dry-run", 'n', "", "only say what would be done", "", {}}, isDryRun_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        if (operands.empty()) {
            list(context);
            return {};
        }
        bool isAllowed = true;
        for (const std::string& name : operands)
            isAllowed = apply(name, context) != MigrationOutcome::NotAllowed && isAllowed;
        if (isAllowed) return {};
        return {.exitCode = 1,
                .message =
                    "the repository contains errors, so it was left as it is; repair it "
                    "first"};
    }

  private:
    static void list(const Context& context) {
        const auto migrations = context.core.migrations.list(context.access(), context.stop);
        if (context.global.isJson) {
            for (const Migration& migration : migrations)
                context.console.print(toLine(
                    Json{{"message_type", "migration"},
                         {"name", migration.name},
                         {"description", migration.description},
                         {"applicable", migration.objection.empty()},
                         {"reason", migration.objection.empty() ? Json(nullptr)
                                                                : Json(migration.objection)}}));
            return;
        }
        bool isAny = false;
        for (const Migration& migration : migrations) {
            if (!migration.objection.empty()) continue;
            if (!isAny) context.tell("available migrations:");
            isAny = true;
            context.console.print("  " + migration.name + "\t" + migration.description + "\n");
        }
        if (!isAny) context.tell("no migrations found");
    }

    MigrationOutcome apply(const std::string& name, const Context& context) const {
        const auto reporter = makeCheckReporter(context);
        const MigrationReport report =
            context.core.migrations.apply({.repository = context.access(),
                                           .name = name,
                                           .isForced = isForced_,
                                           .isDryRun = isDryRun_},
                                          *reporter, context.stop);
        reporter->finishPart();
        if (context.global.isJson)
            context.console.print(toLine(
                Json{{"message_type", "summary"},
                     {"name", name},
                     {"outcome", nameOf(report.outcome)},
                     {"reason", report.objection.empty() ? Json(nullptr) : Json(report.objection)},
                     {"dry_run", isDryRun_}}));
        else
            describe(name, report, context);
        return report.outcome;
    }

    void describe(const std::string& name,
                  const MigrationReport& report,
                  const Context& context) const {
        if (report.outcome == MigrationOutcome::NotNeeded) {
            context.console.printError(
                "migration " + name + " cannot be applied: " + report.objection +
                "\nIf you want to apply this migration anyway, re-run with option --force\n");
        } else if (report.outcome == MigrationOutcome::Applied) {
            context.tell("migration " + name + (isDryRun_ ? ": would be applied" : ": success"));
            if (!isDryRun_)
                context.tell(
                    "what is stored stays as it is; `prune --repack-uncompressed` compresses it");
        }
    }

    bool isForced_ = false;
    bool isDryRun_ = false;
};

}  // namespace

std::unique_ptr<Command> makeMigrateCommand() {
    return std::make_unique<MigrateCommand>();
}

}  // namespace tl::cli
