#include <chrono>

#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"
#include "services/monitoring/recording_observers.h"
#include "services/recovery/kept_folders.h"

namespace tl::services {

namespace {

class RecordingObserver final : public RestoreObserver {
  public:
    RecordingObserver(RestoreObserver& inner, OperationRecorder& recorder)
        : inner_{inner},
          recorder_{recorder} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override {
        return recordedInterval(inner_.statusInterval());
    }
    [[nodiscard]] bool wantsItems() const override { return inner_.wantsItems(); }
    void onStarted(const StoredSnapshot& snapshot, const std::string& target) override {
        recorder_.log("info", "restoring snapshot " + snapshot.id.hex() + " to " + target);
        inner_.onStarted(snapshot, target);
    }
    void onStatus(const RestoreStatus& status) override {
        recorder_.setProgress({{"files_done", number(status.filesRestored)},
                               {"files_total", number(status.filesTotal)},
                               {"bytes_done", number(status.bytesRestored)},
                               {"bytes_total", number(status.bytesTotal)}});
        if (inner_.statusInterval().count() > 0) inner_.onStatus(status);
    }
    void onItem(const RestoreItem& item) override { inner_.onItem(item); }
    void onFailure(const std::string& path, const std::string& message) override {
        recorder_.log("error", path + ": " + message);
        inner_.onFailure(path, message);
    }
    void onWarning(const std::string& message) override {
        recorder_.log("warning", message);
        inner_.onWarning(message);
    }
    void onKept(const std::string& folder) override {
        recorder_.log("info", keptLine(folder));
        inner_.onKept(folder);
    }

  private:
    RestoreObserver& inner_;
    OperationRecorder& recorder_;
};

catalog::OperationResult resultOf(const RestoreReport& report) {
    using std::chrono::duration_cast;
    const RestoreStatus& final = report.final;
    catalog::OperationResult result{
        .figures = {{"files_restored", number(final.filesRestored)},
                    {"files_skipped", number(final.filesSkipped)},
                    {"files_deleted", number(final.filesDeleted)},
                    {"files_verified", number(report.filesVerified)},
                    {"bytes_restored", number(final.bytesRestored)},
                    {"errors", number(report.failureCount)},
                    {"milliseconds",
                     duration_cast<std::chrono::milliseconds>(final.elapsed).count()}},
        .snapshot = report.snapshot.hex()};
    if (report.failureCount == 0) return result;
    result.state = catalog::OperationState::Warned;
    result.message = "not all files could be restored";
    return result;
}

class RecordingRestores final : public Restores {
  public:
    RecordingRestores(Restores& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    RestoreReport run(const RestoreRequest& request,
                      RestoreObserver& observer,
                      const std::stop_token& stop) override {
        if (request.repository.name.empty() || request.dryRun)
            return inner_.run(request, observer, stop);
        return recorded(
            {catalog_, clock_, operationOf("restore", request.repository),
             request.repository.connection.tell, stop},
            [&](OperationRecorder& recorder) {
                RecordingObserver recording{observer, recorder};
                return inner_.run(request, recording, recorder.stop());
            },
            [](const RestoreReport& report, OperationRecorder&) { return resultOf(report); });
    }

  private:
    Restores& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

std::unique_ptr<Restores> makeRecordingRestores(Restores& inner,
                                                CatalogAccess& catalog,
                                                Clock& clock) {
    return std::make_unique<RecordingRestores>(inner, catalog, clock);
}

}  // namespace tl::services
