#include "ui/cli/commands/copy.h"

#include <fmt/format.h>

#include "ui/cli/live_display.h"
#include "ui/cli/progress.h"
#include "ui/cli/snapshot_filter_options.h"
#include "ui/cli/snapshot_table.h"
#include "ui/cli/source_repository_options.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

/// Restic has no JSON for this command, so with --json there is only what goes wrong.
class CopyReporter final : public services::CopyObserver {
  public:
    explicit CopyReporter(const Context& context)
        : context_{context},
          display_{context.console},
          interval_{progressInterval({.isQuiet = context.global.verbosity() == Verbosity::Quiet,
                                      .isJson = context.global.isJson,
                                      .isTerminal = context.console.isTerminal()},
                                     context.environment)} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override {
        return context_.global.isJson ? std::chrono::milliseconds{0} : interval_;
    }

    void onStatus(const services::CopyStatus& status) override {
        display_.update({formatProgress({.elapsed = status.elapsed,
                                         .remaining = {},
                                         .itemsDone = status.snapshotsDone,
                                         .itemsTotal = status.snapshotsTotal,
                                         .bytesDone = status.bytesDone,
                                         .bytesTotal = status.bytesTotal,
                                         .items = "snapshots"})});
    }

    void onSkipped(const services::CopiedSnapshot& snapshot) override {
        if (context_.global.verbosity() < Verbosity::Verbose) return;
        tell(describeSnapshot(snapshot.source, context_.zone));
        tell("  skipped: it has been copied before, as " + snapshot.copy.shortHex());
    }

    void onCopied(const services::CopiedSnapshot& snapshot) override {
        tell(describeSnapshot(snapshot.source, context_.zone));
        tell("  copied, as " + snapshot.copy.shortHex());
    }

    void onWarning(const std::string& message) override {
        display_.printError("warning: " + message);
    }
    void onProblem(const std::string& message) override { display_.printError(message); }

    void finish(const services::CopyReport& report) {
        display_.clear();
        context_.tell(
            fmt::format("copied {} snapshots ({} of data) in {}; {} had been copied before",
                        report.copiedCount, formatBytes(report.final.bytesDone),
                        formatDuration(report.final.elapsed), report.skippedCount));
    }

  private:
    void tell(const std::string& line) {
        if (context_.global.isJson || context_.global.verbosity() == Verbosity::Quiet) return;
        display_.print(line);
    }

    const Context& context_;
    LiveDisplay display_;
    const std::chrono::milliseconds interval_;
};

class CopyCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        source_.declare(options, "to copy snapshots from");
        filter_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        services::CopyRequest request;
        request.source = source_.resolve(context);
        request.destination = context.access();
        // Only reading goes without a lock.
        request.destination.locking = services::Locking::Take;
        request.filter = filter_.resolve(context.environment);
        request.ids = operands;
        CopyReporter reporter{context};
        const auto report = context.core.copies.copy(request, reporter, context.stop);
        reporter.finish(report);
        if (report.problemCount == 0) return {};
        return {.exitCode = 1, .message = fmt::format("{} snapshots of the source are damaged and were not copied; "
                                       "`check` on the source says what can be done",
                                       report.problemCount)};
    }

  private:
    SourceRepositoryOptions source_;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeCopyCommand() {
    return std::make_unique<CopyCommand>();
}

}  // namespace tl::cli
