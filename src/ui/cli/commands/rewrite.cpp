#include "ui/cli/commands/rewrite.h"

#include <fmt/format.h>

#include "infra/errors/printable.h"
#include "ui/cli/commands/rewrite_options.h"
#include "ui/cli/snapshot_table.h"

namespace tl::cli {

namespace {

/// Restic has no JSON for this command, so with --json there is only what goes wrong.
class RewriteReporter final : public services::RewriteObserver {
  public:
    RewriteReporter(const Context& context, const services::RewriteRequest& request)
        : context_{context},
          request_{request} {}

    void onSnapshot(const services::StoredSnapshot& stored,
                    std::size_t number,
                    std::size_t total) override {
        context_.tell(
            fmt::format("[{}/{}] {}", number, total, describeSnapshot(stored, context_.zone)));
    }

    void onLeftOut(const std::string& path) override {
        if (context_.global.verbosity() >= Verbosity::VeryVerbose)
            context_.tell("leaving out " + tl::quoted(path));
    }

    void onOutcome(const engine::SnapshotId& id, services::RewriteOutcome outcome) override {
        const std::string name = "snapshot " + id.shortHex();
        switch (outcome) {
            case services::RewriteOutcome::Unchanged:
                if (context_.global.verbosity() >= Verbosity::Verbose)
                    context_.tell(name + " stays as it is");
                return;
            case services::RewriteOutcome::Nothing:
                context_.tell(name + " has nothing that is included; it stays as it is");
                return;
            case services::RewriteOutcome::WouldChange:
                context_.tell(request_.isForgetting
                                  ? "would save a new snapshot, and remove " + name
                                  : "would save a new snapshot beside " + name);
                return;
        }
    }

    void onSaved(const services::ReplacedSnapshot& replaced) override {
        context_.tell(fmt::format("saved new snapshot {} {} {}", replaced.replacement.shortHex(),
                                  request_.isForgetting ? "and removed" : "beside",
                                  replaced.old.shortHex()));
    }

    void onFailure(const engine::SnapshotId& id, const std::string& message) override {
        onProblem("snapshot " + id.shortHex() + " could not be rewritten: " + message);
    }

    void onProblem(const std::string& message) override {
        context_.console.printError(message + "\n");
    }

    void finish(const services::RewriteReport& report) {
        if (report.changedCount == 0) {
            context_.tell(request_.isDryRun ? "no snapshots would be modified"
                                            : "no snapshots were modified");
        } else {
            context_.tell(fmt::format("{} {} snapshots",
                                      request_.isDryRun ? "would modify" : "modified",
                                      report.changedCount));
        }
    }

  private:
    const Context& context_;
    const services::RewriteRequest& request_;
};

class RewriteCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const services::RewriteRequest request = options_.resolve(operands, context);
        RewriteReporter reporter{context, request};
        const auto report = context.core.rewrites.rewrite(request, reporter, context.stop);
        reporter.finish(report);
        if (report.failureCount == 0 && report.problemCount == 0) return {};
        return {.exitCode = 1, .message = "not all snapshots could be rewritten"};
    }

  private:
    RewriteOptions options_;
};

}  // namespace

std::unique_ptr<Command> makeRewriteCommand() {
    return std::make_unique<RewriteCommand>();
}

}  // namespace tl::cli
