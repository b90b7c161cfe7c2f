#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"
#include "services/monitoring/recording_observers.h"

namespace tl::services {

namespace {

class RecordingPrunes final : public Prunes {
  public:
    RecordingPrunes(Prunes& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    PruneReport prune(const PruneRequest& request,
                      PruneObserver& observer,
                      const std::stop_token& stop) override {
        if (request.repository.name.empty() || request.isDryRun)
            return inner_.prune(request, observer, stop);
        OperationRecorder recorder{catalog_,
                                   clock_,
                                   {.operation = operationOf("prune", request.repository),
                                    .tell = request.repository.connection.tell},
                                   stop};
        return runRecorded(inner_, request, observer, recorder);
    }

  private:
    Prunes& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

PruneReport runRecorded(Prunes& inner,
                        const PruneRequest& request,
                        PruneObserver& observer,
                        OperationRecorder& recorder) {
    RecordingPruneObserver recording{observer, recorder};
    PruneReport report;
    record(recorder, [&]() -> catalog::OperationResult {
        report = inner.prune(request, recording, recorder.stop());
        const catalog::Figures figures = sizesAfter(report.figures);
        recorder.note(catalog::StorageFigures{.source = "prune", .figures = figures});
        return {.figures = figures};
    });
    return report;
}

std::unique_ptr<Prunes> makeRecordingPrunes(Prunes& inner, CatalogAccess& catalog, Clock& clock) {
    return std::make_unique<RecordingPrunes>(inner, catalog, clock);
}

}  // namespace tl::services
