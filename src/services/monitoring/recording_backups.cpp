#include <algorithm>
#include <chrono>

#include "infra/platform/environment.h"
#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"

namespace tl::services {

namespace {

/// Passes all on, and tells the recorder, too.
class RecordingObserver final : public BackupObserver {
  public:
    RecordingObserver(BackupObserver& inner, OperationRecorder& recorder)
        : inner_{inner},
          recorder_{recorder} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override {
        constexpr std::chrono::milliseconds kOften{1000};
        const auto wanted = inner_.statusInterval();
        return wanted.count() > 0 ? std::min(wanted, kOften) : kOften;
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
    if (report.failureCount == 0) return {.figures = figures, .snapshot = snapshot};
    return {.state = catalog::OperationState::Warned,
            .figures = figures,
            .snapshot = snapshot,
            .message = "some files could not be read"};
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
