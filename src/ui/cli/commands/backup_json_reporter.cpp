// Format section 16.2, "backup".
#include <algorithm>

#include "ui/cli/commands/backup_reporter.h"
#include "ui/cli/json_line.h"
#include "ui/cli/progress.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

const char* nameOf(services::ItemAction action) {
    switch (action) {
        case services::ItemAction::New:
            return "new";
        case services::ItemAction::Modified:
            return "modified";
        case services::ItemAction::Unchanged:
            return "unchanged";
    }
    return "";
}

std::uint64_t toWholeSeconds(std::chrono::nanoseconds duration) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(
        0, std::chrono::duration_cast<std::chrono::seconds>(duration).count()));
}

double share(std::uint64_t part, std::uint64_t total) {
    if (total == 0) return 0;
    return std::min(1.0, static_cast<double>(part) / static_cast<double>(total));
}

Json verificationJson(const services::VerificationReport& report) {
    Json json{{"num_errors", report.errorCount}, {"packs_read", report.packsRead}};
    if (!report.brokenPacks.empty()) json["broken_packs"] = report.brokenPacks;
    if (!report.problem.empty()) json["problem"] = report.problem;
    return json;
}

class BackupJsonReporter final : public BackupReporter {
  public:
    explicit BackupJsonReporter(const Context& context)
        : console_{context.console},
          verbosity_{context.global.verbosity()},
          interval_{progressInterval({.isQuiet = verbosity_ == Verbosity::Quiet,
                                      .isJson = true,
                                      .isTerminal = console_.isTerminal()},
                                     context.environment)} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return interval_; }
    [[nodiscard]] bool wantsItems() const override { return verbosity_ >= Verbosity::Verbose; }

    void onOpened(const std::string& /*repositoryId*/,
                  const std::optional<engine::SnapshotId>& /*parent*/) override {}

    void onStatus(const services::BackupStatus& status) override {
        Json json{{"message_type", "status"}};
        addUnlessZero(json, "seconds_elapsed", toWholeSeconds(status.elapsed));
        if (status.remaining)
            addUnlessZero(json, "seconds_remaining", toWholeSeconds(*status.remaining));
        json["percent_done"] = share(status.bytesDone, status.bytesTotal);
        addUnlessZero(json, "total_files", status.filesTotal);
        addUnlessZero(json, "files_done", status.filesDone);
        addUnlessZero(json, "total_bytes", status.bytesTotal);
        addUnlessZero(json, "bytes_done", status.bytesDone);
        addUnlessZero(json, "error_count", status.errorCount);
        if (!status.currentFiles.empty()) json["current_files"] = status.currentFiles;
        console_.print(toLine(json));
    }

    void onScanFinished(const services::ScanTotals& totals) override {
        if (!wantsItems()) return;
        print({.action = "scan_finished",
               .duration = totals.duration,
               .dataSize = totals.bytes,
               .totalFiles = totals.files});
    }

    void onItem(const services::BackupItem& item) override {
        // restic tells unchanged items only to those who ask twice.
        const bool isUnchanged = item.action == services::ItemAction::Unchanged;
        if (isUnchanged && verbosity_ < Verbosity::VeryVerbose) return;
        print({.action = nameOf(item.action),
               .item = item.isDirectory ? item.path + "/" : item.path,
               .duration = item.duration,
               .dataSize = item.dataSize,
               .dataSizeInRepository = item.dataSizeInRepository,
               .metadataSize = item.metadataSize,
               .metadataSizeInRepository = item.metadataSizeInRepository});
    }

    void onFailure(const services::ItemFailure& failure) override {
        const bool isScan = failure.during == services::BackupPhase::Scan;
        console_.printError(toLine(Json{{"message_type", "error"},
                                        {"error", {{"message", failure.message}}},
                                        {"during", isScan ? "scan" : "archival"},
                                        {"item", failure.path}}));
    }

    void onWarning(const std::string& message) override { console_.printError(message + "\n"); }

    void onHookLine(const std::string& line) override {
        console_.print(toLine(Json{{"message_type", "hook_output"}, {"line", line}}));
    }

    void onFinding(const engine::Finding& finding) override {
        if (finding.severity != engine::FindingSeverity::Error) return;
        console_.printError(toLine(Json{{"message_type", "error"},
                                        {"error", {{"message", finding.message}}},
                                        {"during", "verification"},
                                        {"item", finding.object}}));
    }

    void finish(const services::BackupReport& report) override {
        const engine::SnapshotSummary& summary = report.summary;
        Json json{{"message_type", "summary"},
                  {"files_new", summary.filesNew},
                  {"files_changed", summary.filesChanged},
                  {"files_unmodified", summary.filesUnmodified},
                  {"dirs_new", summary.directoriesNew},
                  {"dirs_changed", summary.directoriesChanged},
                  {"dirs_unmodified", summary.directoriesUnmodified},
                  {"data_blobs", summary.dataBlobs},
                  {"tree_blobs", summary.treeBlobs},
                  {"data_added", summary.dataAdded},
                  {"data_added_packed", summary.dataAddedPacked},
                  {"total_files_processed", summary.totalFilesProcessed},
                  {"total_bytes_processed", summary.totalBytesProcessed},
                  {"total_duration", toSeconds(report.duration)},
                  {"backup_start", engine::formatTimestamp(summary.backupStart)},
                  {"backup_end", engine::formatTimestamp(summary.backupEnd)}};
        if (report.snapshot) json["snapshot_id"] = report.snapshot->hex();
        if (report.isDryRun) json["dry_run"] = true;
        if (report.verification) json["verification"] = verificationJson(*report.verification);
        if (!report.hookFailures.empty()) json["hook_failures"] = report.hookFailures;
        console_.print(toLine(json));
    }

  private:
    /// One verbose_status message.
    struct ItemMessage {
        const char* action = "";
        std::string item{};
        std::chrono::nanoseconds duration{0};
        std::uint64_t dataSize = 0;
        std::uint64_t dataSizeInRepository = 0;
        std::uint64_t metadataSize = 0;
        std::uint64_t metadataSizeInRepository = 0;
        std::uint64_t totalFiles = 0;
    };

    void print(const ItemMessage& message) {
        console_.print(toLine(Json{{"message_type", "verbose_status"},
                                   {"action", message.action},
                                   {"item", message.item},
                                   {"duration", toSeconds(message.duration)},
                                   {"data_size", message.dataSize},
                                   {"data_size_in_repo", message.dataSizeInRepository},
                                   {"metadata_size", message.metadataSize},
                                   {"metadata_size_in_repo", message.metadataSizeInRepository},
                                   {"total_files", message.totalFiles}}));
    }

    Console& console_;
    Verbosity verbosity_;
    std::chrono::milliseconds interval_;
};

}  // namespace

std::unique_ptr<BackupReporter> makeBackupJsonReporter(const Context& context) {
    return std::make_unique<BackupJsonReporter>(context);
}

}  // namespace tl::cli
