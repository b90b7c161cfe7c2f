#include <chrono>

#include "infra/platform/environment.h"
#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"
#include "services/monitoring/recording_observers.h"

namespace tl::services {

namespace {

/// Passes all on, and tells the recorder, too.
class RecordingObserver final : public BackupObserver {
  public:
    RecordingObserver(BackupObserver& inner, OperationRecorder& recorder)
        : inner_{inner},
          recorder_{recorder} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override {
        return recordedInterval(inner_.statusInterval());
    }
    [[nodiscard]] bool wantsItems() const override { return inner_.wantsItems(); }
    void onOpened(const std::string& repositoryId,
                  const std::optional<engine::SnapshotId>& parent) override {
        inner_.onOpened(repositoryId, parent);
    }
    void onStatus(const BackupStatus& status) override {
        recorder_.setProgress({{"files_done", number(status.filesDone)},
                               {"files_total", number(status.filesTotal)},
                               {"bytes_done", number(status.bytesDone)},
                               {"bytes_total", number(status.bytesTotal)},
                               {"errors", number(status.errorCount)}});
        if (inner_.statusInterval().count() > 0) inner_.onStatus(status);
    }
    void onScanFinished(const ScanTotals& totals) override { inner_.onScanFinished(totals); }
    void onItem(const BackupItem& item) override { inner_.onItem(item); }
    void onFailure(const ItemFailure& failure) override {
        recorder_.log("error", failure.path + ": " + failure.message);
        inner_.onFailure(failure);
    }
    void onWarning(const std::string& message) override {
        recorder_.log("warning", message);
        inner_.onWarning(message);
    }
    void onHookLine(const std::string& line) override {
        recorder_.log("info", line);
        inner_.onHookLine(line);
    }
    void onFinding(const engine::Finding& finding) override {
        const bool isError = finding.severity == engine::FindingSeverity::Error;
        recorder_.log(isError ? "error" : "info", finding.object + ": " + finding.message);
        inner_.onFinding(finding);
    }

  private:
    BackupObserver& inner_;
    OperationRecorder& recorder_;
};

catalog::Figures figuresOf(const BackupReport& report) {
    const engine::SnapshotSummary& summary = report.summary;
    using std::chrono::duration_cast;
    return {{"files_new", number(summary.filesNew)},
            {"files_changed", number(summary.filesChanged)},
            {"files_unmodified", number(summary.filesUnmodified)},
            {"folders_new", number(summary.directoriesNew)},
            {"folders_changed", number(summary.directoriesChanged)},
            {"folders_unmodified", number(summary.directoriesUnmodified)},
            {"files_processed", number(summary.totalFilesProcessed)},
            {"bytes_processed", number(summary.totalBytesProcessed)},
            {"bytes_added", number(summary.dataAdded)},
            {"bytes_stored", number(summary.dataAddedPacked)},
            {"errors", number(report.failureCount)},
            {"milliseconds", duration_cast<std::chrono::milliseconds>(report.duration).count()}};
}

void warn(const std::string& why, catalog::OperationResult& result) {
    result.state = catalog::OperationState::Warned;
    result.message += (result.message.empty() ? "" : "; ") + why;
}

void addVerification(const VerificationReport& report,
                     OperationRecorder& recorder,
                     catalog::OperationResult& result) {
    result.figures["verified_packs"] = number(report.packsRead);
    result.figures[kVerificationErrors] = number(report.errorCount);
    recorder.note(catalog::CheckRecord{.coverage = "what a backup stored",
                                       .errorCount = number(report.errorCount),
                                       .brokenPacks = report.brokenPacks});
    if (report.isSound()) {
        recorder.log("info",
                     "verified: " + std::to_string(report.packsRead) + " packs were read back");
        return;
    }
    result.state = catalog::OperationState::Failed;
    result.message = report.errorCount > 0
                         ? "the snapshot was made, but the repository is damaged"
                         : "the snapshot was made, but could not be verified: " + report.problem;
}

catalog::OperationResult resultOf(const BackupReport& report, OperationRecorder& recorder) {
    const catalog::Figures figures = figuresOf(report);
    recorder.note(
        catalog::StorageFigures{.source = "backup",
                                .figures = {{"bytes_added", figures.at("bytes_stored")},
                                            {"bytes_processed", figures.at("bytes_processed")},
                                            {"files_processed", figures.at("files_processed")}}});
    const std::string snapshot = report.snapshot ? report.snapshot->hex() : std::string{};
    recorder.log("info", snapshot.empty() ? std::string{"nothing has changed: no snapshot"}
                                          : "snapshot " + snapshot + " saved");
    catalog::OperationResult result{.figures = figures, .snapshot = snapshot};
    if (report.failureCount > 0) warn("some files could not be read", result);
    for (const std::string& failure : report.hookFailures)
        warn(failure, result);
    if (report.verification) addVerification(*report.verification, recorder, result);
    return result;
}

class RecordingBackups final : public Backups {
  public:
    RecordingBackups(Backups& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    BackupReport run(const BackupRequest& request,
                     BackupObserver& observer,
                     const std::stop_token& stop) override {
        const bool isNamed = !request.repository.name.empty() || !request.targetName.empty();
        if (!isNamed || request.dryRun) return inner_.run(request, observer, stop);
        catalog::NewOperation operation = operationOf("backup", request.repository);
        operation.target = request.targetName;
        OperationRecorder recorder{
            catalog_,
            clock_,
            {.operation = operation, .tell = request.repository.connection.tell},
            stop};
        return runRecorded(inner_, request, observer, recorder);
    }

  private:
    Backups& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

BackupReport runRecorded(Backups& inner,
                         const BackupRequest& request,
                         BackupObserver& observer,
                         OperationRecorder& recorder) {
    RecordingObserver recording{observer, recorder};
    BackupReport report;
    record(recorder, [&] {
        report = inner.run(request, recording, recorder.stop());
        return resultOf(report, recorder);
    });
    return report;
}

std::unique_ptr<Backups> makeRecordingBackups(Backups& inner,
                                              CatalogAccess& catalog,
                                              Clock& clock) {
    return std::make_unique<RecordingBackups>(inner, catalog, clock);
}

catalog::NewOperation operationOf(const char* kind, const RepositoryAccess& access) {
    return {.kind = kind, .repository = access.name, .machine = hostName(), .actor = userName()};
}

}  // namespace tl::services
