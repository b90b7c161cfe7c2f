#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"
#include "services/monitoring/recording_observers.h"

namespace tl::services {

namespace {

catalog::OperationResult resultOf(const ForgetReport& report, OperationRecorder& recorder) {
    catalog::OperationResult result{
        .figures = {{"snapshots_removed", number(report.removed.size())},
                    {"errors", number(report.failed.size() + report.problems.size())}}};
    if (report.prune) {
        const catalog::Figures sizes = sizesAfter(report.prune->figures);
        recorder.note(catalog::StorageFigures{.source = "prune", .figures = sizes});
        result.figures["bytes_removed"] = sizes.at("bytes_removed");
    }
    if (!report.failed.empty()) {
        result.state = catalog::OperationState::Failed;
        result.message = "not all snapshots could be removed";
    } else if (!report.problems.empty()) {
        result.state = catalog::OperationState::Warned;
        result.message = "not all snapshots could be read";
    }
    return result;
}

catalog::OperationResult resultOf(const RetentionReport& report, OperationRecorder& recorder) {
    catalog::OperationResult result = resultOf(report.forget, recorder);
    result.figures["snapshots_kept"] =
        number(report.plan.snapshots.size() - report.plan.forget.removals.size());
    return result;
}

class RecordingForgets final : public Forgets {
  public:
    RecordingForgets(Forgets& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    ForgetReport forget(const ForgetRequest& request,
                        ForgetObserver& observer,
                        const std::stop_token& stop) override {
        if (request.repository.name.empty() || request.isDryRun)
            return inner_.forget(request, observer, stop);
        return recorded(
            {catalog_, clock_, operationOf("forget", request.repository),
             request.repository.connection.tell, stop},
            [&](OperationRecorder& recorder) {
                RecordingForgetObserver recording{observer, recorder};
                return inner_.forget(request, recording, recorder.stop());
            },
            [](const ForgetReport& report, OperationRecorder& recorder) {
                return resultOf(report, recorder);
            });
    }

  private:
    Forgets& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

/// Only the removal is recorded.
class RecordingRetentionPolicies final : public RetentionPolicies {
  public:
    RecordingRetentionPolicies(RetentionPolicies& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    [[nodiscard]] std::vector<RetentionDefinition> list() override { return inner_.list(); }
    [[nodiscard]] RetentionDefinition load(const std::string& name) override {
        return inner_.load(name);
    }
    void add(const RetentionDefinition& policy) override { inner_.add(policy); }
    void edit(const std::string& name,
              const std::function<void(RetentionDefinition& policy)>& change) override {
        inner_.edit(name, change);
    }
    void remove(const std::string& name) override { inner_.remove(name); }

    RetentionReport apply(const RetentionRequest& request,
                          ForgetObserver& observer,
                          const std::stop_token& stop) override {
        if (request.repository.name.empty() || request.isDryRun)
            return inner_.apply(request, observer, stop);
        OperationRecorder recorder{catalog_,
                                   clock_,
                                   {.operation = operationOf("forget", request.repository),
                                    .tell = request.repository.connection.tell},
                                   stop};
        return runRecorded(inner_, request, observer, recorder);
    }

  private:
    RetentionPolicies& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

RetentionReport runRecorded(RetentionPolicies& inner,
                            const RetentionRequest& request,
                            ForgetObserver& observer,
                            OperationRecorder& recorder) {
    RecordingForgetObserver recording{observer, recorder};
    RetentionReport report;
    record(recorder, [&] {
        report = inner.apply(request, recording, recorder.stop());
        return resultOf(report, recorder);
    });
    return report;
}

std::unique_ptr<Forgets> makeRecordingForgets(Forgets& inner,
                                              CatalogAccess& catalog,
                                              Clock& clock) {
    return std::make_unique<RecordingForgets>(inner, catalog, clock);
}

std::unique_ptr<RetentionPolicies> makeRecordingRetentionPolicies(RetentionPolicies& inner,
                                                                  CatalogAccess& catalog,
                                                                  Clock& clock) {
    return std::make_unique<RecordingRetentionPolicies>(inner, catalog, clock);
}

}  // namespace tl::services
