#include <string>
#include <variant>

#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"

namespace tl::services {

namespace {

class RecordingObserver final : public CheckObserver {
  public:
    RecordingObserver(CheckObserver& inner, OperationRecorder& recorder)
        : inner_{inner},
          recorder_{recorder} {}

    void onStatus(const CheckStatus& status) override {
        recorder_.setProgress({{"done", static_cast<std::int64_t>(status.done)},
                               {"total", static_cast<std::int64_t>(status.total)},
                               {"bytes_done", static_cast<std::int64_t>(status.bytesDone)},
                               {"bytes_total", static_cast<std::int64_t>(status.bytesTotal)}});
        inner_.onStatus(status);
    }
    void onFinding(const Finding& finding) override {
        const bool isError = finding.severity == FindingSeverity::Error;
        recorder_.log(isError ? "error" : "info", finding.object + ": " + finding.message);
        inner_.onFinding(finding);
    }

  private:
    CheckObserver& inner_;
    OperationRecorder& recorder_;
};

std::string coverageOf(const CheckRequest& request) {
    const bool isPartial = !request.ids.empty() || !request.filter.isEmpty();
    const std::string snapshots = isPartial ? " of some snapshots" : "";
    if (std::holds_alternative<ReadAll>(request.reading.readData)) return "data" + snapshots;
    const bool isStructure =
        std::holds_alternative<ReadNothing>(request.reading.readData) && !request.reading.within;
    return (isStructure ? "structure" : "part of the data") + snapshots;
}

catalog::OperationResult resultOf(const CheckReport& report,
                                  const std::string& coverage,
                                  OperationRecorder& recorder) {
    const auto errors = static_cast<std::int64_t>(report.errorCount);
    recorder.note(catalog::CheckRecord{
        .coverage = coverage, .errorCount = errors, .brokenPacks = report.brokenPacks});
    if (report.readAges)
        recorder.note(catalog::StorageFigures{
            .source = "check",
            .figures = {{"packs", static_cast<std::int64_t>(report.readAges->packs)}}});
    if (errors == 0) return {.figures = {{"errors", 0}}};
    return {.state = catalog::OperationState::Failed,
            .figures = {{"errors", errors}},
            .message = "the repository is damaged"};
}

class RecordingChecks final : public Checks {
  public:
    RecordingChecks(Checks& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    CheckReport check(const CheckRequest& request,
                      CheckObserver& observer,
                      const std::stop_token& stop) override {
        if (request.repository.name.empty()) return inner_.check(request, observer, stop);
        OperationRecorder recorder{catalog_,
                                   clock_,
                                   {.operation = operationOf("check", request.repository),
                                    .tell = request.repository.connection.tell},
                                   stop};
        return runRecorded(inner_, request, observer, recorder);
    }

  private:
    Checks& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

CheckReport runRecorded(Checks& inner,
                        const CheckRequest& request,
                        CheckObserver& observer,
                        OperationRecorder& recorder) {
    RecordingObserver recording{observer, recorder};
    CheckReport report;
    record(recorder, [&] {
        report = inner.check(request, recording, recorder.stop());
        return resultOf(report, coverageOf(request), recorder);
    });
    return report;
}

std::unique_ptr<Checks> makeRecordingChecks(Checks& inner, CatalogAccess& catalog, Clock& clock) {
    return std::make_unique<RecordingChecks>(inner, catalog, clock);
}

}  // namespace tl::services
