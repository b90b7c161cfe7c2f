#include <chrono>
#include <string>

#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"
#include "services/monitoring/recording_observers.h"

namespace tl::services {

namespace {

/// Passes all on, and tells the recorder, too.
class RecordingObserver final : public CopyObserver {
  public:
    RecordingObserver(CopyObserver& inner, OperationRecorder& recorder)
        : inner_{inner},
          recorder_{recorder} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override {
        return recordedInterval(inner_.statusInterval());
    }
    void onStatus(const CopyStatus& status) override {
        recorder_.setProgress({{"snapshots_done", number(status.snapshotsDone)},
                               {"snapshots_total", number(status.snapshotsTotal)},
                               {"bytes_done", number(status.bytesDone)},
                               {"bytes_total", number(status.bytesTotal)}});
        if (inner_.statusInterval().count() > 0) inner_.onStatus(status);
    }
    void onSkipped(const CopiedSnapshot& snapshot) override { inner_.onSkipped(snapshot); }
    void onCopied(const CopiedSnapshot& snapshot) override {
        recorder_.log("info",
                      "snapshot " + snapshot.source.id.hex() + " copied as " + snapshot.copy.hex());
        inner_.onCopied(snapshot);
    }
    void onWarning(const std::string& message) override {
        recorder_.log("warning", message);
        inner_.onWarning(message);
    }
    void onProblem(const std::string& message) override {
        recorder_.log("error", message);
        inner_.onProblem(message);
    }

  private:
    CopyObserver& inner_;
    OperationRecorder& recorder_;
};

catalog::OperationResult resultOf(const CopyReport& report) {
    const catalog::Figures figures{{"snapshots_copied", number(report.copiedCount)},
                                   {"snapshots_skipped", number(report.skippedCount)},
                                   {"bytes_copied", number(report.final.bytesDone)},
                                   {"errors", number(report.problemCount)}};
    if (report.problemCount == 0) return {.figures = figures};
    return {.state = catalog::OperationState::Warned,
            .figures = figures,
            .message = "some snapshots are damaged and were not copied"};
}

class RecordingCopies final : public Copies {
  public:
    RecordingCopies(Copies& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    CopyReport copy(const CopyRequest& request,
                    CopyObserver& observer,
                    const std::stop_token& stop) override {
        if (request.destination.name.empty()) return inner_.copy(request, observer, stop);
        OperationRecorder recorder{catalog_,
                                   clock_,
                                   {.operation = operationOf("copy", request.destination),
                                    .tell = request.destination.connection.tell},
                                   stop};
        return runRecorded(inner_, request, observer, recorder);
    }

  private:
    Copies& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

CopyReport runRecorded(Copies& inner,
                       const CopyRequest& request,
                       CopyObserver& observer,
                       OperationRecorder& recorder) {
    RecordingObserver recording{observer, recorder};
    CopyReport report;
    record(recorder, [&] {
        report = inner.copy(request, recording, recorder.stop());
        return resultOf(report);
    });
    return report;
}

std::unique_ptr<Copies> makeRecordingCopies(Copies& inner, CatalogAccess& catalog, Clock& clock) {
    return std::make_unique<RecordingCopies>(inner, catalog, clock);
}

}  // namespace tl::services
