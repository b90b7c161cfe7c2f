#include <string_view>

#include <fmt/format.h>

#include "infra/errors/for_shell.h"
#include "infra/errors/printable.h"
#include "ui/cli/commands/restore_reporter.h"
#include "ui/cli/live_display.h"
#include "ui/cli/progress.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

const char* nameOf(services::RestoreAction action) {
    switch (action) {
        case services::RestoreAction::Restored:
            return "restored ";
        case services::RestoreAction::Updated:
            return "updated  ";
        case services::RestoreAction::Unchanged:
            return "unchanged";
        case services::RestoreAction::Deleted:
            return "deleted  ";
    }
    return "";
}

class RestoreTextReporter final : public RestoreReporter {
  public:
    explicit RestoreTextReporter(const Context& context)
        : display_{context.console},
          zone_{context.zone},
          verbosity_{context.global.verbosity()},
          interval_{progressInterval({.isQuiet = verbosity_ == Verbosity::Quiet,
                                      .isJson = false,
                                      .isTerminal = context.console.isTerminal()},
                                     context.environment)} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return interval_; }
    [[nodiscard]] bool wantsItems() const override { return verbosity_ >= Verbosity::VeryVerbose; }

    void onStarted(const services::StoredSnapshot& snapshot, const std::string& target) override {
        const engine::Snapshot& content = snapshot.snapshot;
        tell(fmt::format("restoring snapshot {} of [{}] at {} by {}@{} to {}",
                         snapshot.id.shortHex(), fmt::join(content.paths, " "),
                         formatTime(content.time.seconds, zone_), content.username,
                         content.hostname, target));
    }

    void onStatus(const services::RestoreStatus& status) override {
        display_.update({formatProgress({.elapsed = status.elapsed,
                                         .remaining = status.remaining,
                                         .itemsDone = status.filesRestored,
                                         .itemsTotal = status.filesTotal,
                                         .bytesDone = status.bytesRestored,
                                         .bytesTotal = status.bytesTotal,
                                         .items = "items"})});
    }

    void onItem(const services::RestoreItem& item) override {
        const char* slash = item.isDirectory ? "/" : "";
        const std::string size = item.isDirectory || item.size == 0
                                     ? std::string{}
                                     : " with size " + formatBytes(item.size);
        display_.print(fmt::format("{} {}{}{}", nameOf(item.action), item.path, slash, size));
    }

    void onFailure(const std::string& path, const std::string& message) override {
        display_.printError("error: " + path + ": " + message);
    }

    void onWarning(const std::string& message) override {
        display_.printError("warning: " + message);
    }

    void onKept(const std::string& folder) override {
        tell("what is replaced is kept in " + withoutControls(folder));
    }

    void finish(const services::RestoreReport& report) override {
        display_.clear();
        const services::RestoreStatus& last = report.final;
        std::string line =
            fmt::format("Summary: Restored {} files/dirs ({}) in {}", last.filesRestored,
                        formatBytes(last.bytesRestored), formatDuration(last.elapsed));
        if (last.filesSkipped > 0)
            line += fmt::format(", skipped {} files/dirs {}", last.filesSkipped,
                                formatBytes(last.bytesSkipped));
        if (last.filesDeleted > 0)
            line += fmt::format(", deleted {} files/dirs", last.filesDeleted);
        tell(line);
        if (report.preview) tellPreview(*report.preview);
        if (report.filesVerified > 0)
            tell(fmt::format("finished verifying {} files", report.filesVerified));
        if (!report.keptFolders.empty()) tellWaysBack(report.keptFolders);
        for (const std::string& notice : report.notices)
            display_.printError("note: " + notice);
    }

  private:
    /// Nothing has been done yet: what that would be.
    void tellPreview(const services::RestorePreview& preview) {
        tell(fmt::format("Would write {}: {} new, {} changed, {} as they are; would delete {}",
                         formatBytes(preview.bytes), formatCount(preview.newFiles, "file"),
                         preview.changedFiles, preview.unchangedFiles, preview.deletedEntries));
        if (preview.newerFiles > 0) {
            tell(fmt::format(
                "{} newer than in the snapshot, and would be overwritten "
                "(--overwrite if-newer keeps them):",
                preview.newerFiles == 1 ? std::string{"1 file is"}
                                        : fmt::format("{} files are", preview.newerFiles)));
            list(preview.newerPaths, preview.newerFiles);
        }
        if (preview.deletedEntries > 0) {
            tell("Would be deleted:");
            list(preview.deletedPaths, preview.deletedEntries);
        }
    }

    void tellWaysBack(const std::vector<std::string>& folders) {
        tell("To take the restore back, or to remove what it replaced when all is right:");
        for (const std::string& folder : folders) {
            tell("  tl replaced undo " + forShell(folder));
            tell("  tl replaced confirm " + forShell(folder));
        }
    }

    void list(const std::vector<std::string>& paths, std::uint64_t count) {
        for (const std::string& path : paths)
            tell("  " + withoutControls(path));
        if (count > paths.size()) tell(fmt::format("  and {} more", count - paths.size()));
    }

    void tell(std::string_view line) {
        if (verbosity_ != Verbosity::Quiet) display_.print(line);
    }

    LiveDisplay display_;
    const TimeZone& zone_;
    Verbosity verbosity_;
    std::chrono::milliseconds interval_;
};

}  // namespace

std::unique_ptr<RestoreReporter> makeRestoreTextReporter(const Context& context) {
    return std::make_unique<RestoreTextReporter>(context);
}

}  // namespace tl::cli
