// Lines that scripts look for ("snapshot 1a2b3c4d saved", "Files: …") are as restic prints them.
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/commands/backup_reporter.h"
#include "ui/cli/live_display.h"
#include "ui/cli/progress.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::ItemAction;

std::string formatItem(const services::BackupItem& item) {
    if (item.action == ItemAction::Unchanged)
        return fmt::format("unchanged {}{}", item.path, item.isDirectory ? "/" : "");
    const char* action = item.action == ItemAction::New ? "new      " : "modified ";
    if (!item.isDirectory)
        return fmt::format("{} {}, saved in {:.3f}s ({} added)", action, item.path,
                           toSeconds(item.duration), formatBytes(item.dataSize));
    return fmt::format("{} {}/, saved in {:.3f}s ({} added, {} stored, {} metadata)", action,
                       item.path, toSeconds(item.duration), formatBytes(item.dataSize),
                       formatBytes(item.dataSizeInRepository), formatBytes(item.metadataSize));
}

std::string formatCounts(const char* what,
                         std::uint64_t added,
                         std::uint64_t changed,
                         std::uint64_t unmodified) {
    return fmt::format("{:<13}{:>5} new, {:>5} changed, {:>5} unmodified", what, added, changed,
                       unmodified);
}

class BackupTextReporter final : public BackupReporter {
  public:
    explicit BackupTextReporter(const Context& context)
        : display_{context.console},
          isTerminal_{context.console.isTerminal()},
          verbosity_{context.global.verbosity()},
          interval_{progressInterval({.isQuiet = verbosity_ == Verbosity::Quiet,
                                      .isJson = false,
                                      .isTerminal = isTerminal_},
                                     context.environment)} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return interval_; }
    [[nodiscard]] bool wantsItems() const override { return verbosity_ >= Verbosity::VeryVerbose; }

    void onOpened(const std::string& repositoryId,
                  const std::optional<engine::SnapshotId>& parent) override {
        constexpr std::size_t kShownDigits = 8;
        if (isTerminal_) tell("repository " + repositoryId.substr(0, kShownDigits) + " opened");
        tell(parent ? "using parent snapshot " + parent->shortHex()
                    : std::string{"no parent snapshot found, will read all files"});
    }

    void onStatus(const services::BackupStatus& status) override {
        std::vector<std::string> lines = {formatProgress({.elapsed = status.elapsed,
                                                          .remaining = status.remaining,
                                                          .itemsDone = status.filesDone,
                                                          .itemsTotal = status.filesTotal,
                                                          .bytesDone = status.bytesDone,
                                                          .bytesTotal = status.bytesTotal,
                                                          .errorCount = status.errorCount})};
        lines.insert(lines.end(), status.currentFiles.begin(), status.currentFiles.end());
        display_.update(std::move(lines));
    }

    void onScanFinished(const services::ScanTotals& totals) override {
        if (verbosity_ < Verbosity::Verbose) return;
        display_.print(fmt::format("scan finished in {:.3f}s: {} files, {}",
                                   toSeconds(totals.duration), totals.files,
                                   formatBytes(totals.bytes)));
    }

    void onItem(const services::BackupItem& item) override { display_.print(formatItem(item)); }

    void onFailure(const services::ItemFailure& failure) override {
        display_.printError("error: " + failure.path + ": " + failure.message);
    }

    void onWarning(const std::string& message) override {
        display_.printError("warning: " + message);
    }

    void onHookLine(const std::string& line) override { tell(line); }

    void onFinding(const engine::Finding& finding) override {
        const std::string line = finding.object + ": " + finding.message;
        if (finding.severity == engine::FindingSeverity::Error)
            display_.printError("damage: " + line);
        else if (verbosity_ >= Verbosity::Verbose)
            display_.print(line);
    }

    void finish(const services::BackupReport& report) override {
        display_.clear();
        for (const std::string& failure : report.hookFailures)
            onWarning(failure);
        if (verbosity_ == Verbosity::Quiet) return;
        printSummary(report.summary, report.isDryRun);
        const std::string rate = formatRate(report.summary.totalBytesProcessed, report.duration);
        tell(fmt::format("\nprocessed {} files, {} in {}{}", report.summary.totalFilesProcessed,
                         formatBytes(report.summary.totalBytesProcessed),
                         formatDuration(report.duration), rate.empty() ? "" : " (" + rate + ")"));
        if (report.snapshot)
            tell("snapshot " + report.snapshot->shortHex() + " saved");
        else if (!report.isDryRun)
            tell("skipped creating a snapshot: nothing has changed");
        if (report.verification && report.verification->isSound())
            tell("verified: " + formatCount(report.verification->packsRead, "pack") +
                 " read back, no errors were found");
    }

  private:
    void tell(std::string_view line) {
        if (verbosity_ != Verbosity::Quiet) display_.print(line);
    }

    void printSummary(const engine::SnapshotSummary& summary, bool isDryRun) {
        tell("");
        tell(formatCounts("Files:", summary.filesNew, summary.filesChanged,
                          summary.filesUnmodified));
        tell(formatCounts("Dirs:", summary.directoriesNew, summary.directoriesChanged,
                          summary.directoriesUnmodified));
        if (verbosity_ >= Verbosity::Verbose) {
            tell(fmt::format("Data Blobs:  {:>5} new", summary.dataBlobs));
            tell(fmt::format("Tree Blobs:  {:>5} new", summary.treeBlobs));
        }
        tell(fmt::format("{} the repository: {} ({} stored)",
                         isDryRun ? "Would add to" : "Added to", formatBytes(summary.dataAdded),
                         formatBytes(summary.dataAddedPacked)));
    }

    LiveDisplay display_;
    bool isTerminal_;
    Verbosity verbosity_;
    std::chrono::milliseconds interval_;
};

}  // namespace

std::unique_ptr<BackupReporter> makeBackupTextReporter(const Context& context) {
    return std::make_unique<BackupTextReporter>(context);
}

}  // namespace tl::cli
