// Checkpoints of the audit log in the history: with the last entry that each vouches for.

#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"

namespace tl::services {

namespace {

class RecordingAudits final : public Audits {
  public:
    RecordingAudits(Audits& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    void list(const AuditQuery& query,
              const std::function<void(const AuditEntry& entry)>& visit,
              const std::stop_token& stop) override {
        inner_.list(query, visit, stop);
    }
    [[nodiscard]] AuditVerifyReport verify(const AuditVerifyRequest& request,
                                           const std::stop_token& stop) override {
        return inner_.verify(request, stop);
    }
    AuditCheckpoint checkpoint(const RepositoryAccess& repository,
                               const std::stop_token& stop) override {
        if (repository.name.empty()) return inner_.checkpoint(repository, stop);
        OperationRecorder recorder{catalog_,
                                   clock_,
                                   {.operation = operationOf("checkpoint", repository),
                                    .tell = repository.connection.tell},
                                   stop};
        return runRecorded(inner_, repository, recorder);
    }
    [[nodiscard]] std::string folder() const override { return inner_.folder(); }

  private:
    Audits& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

AuditCheckpoint runRecorded(Audits& inner,
                            const RepositoryAccess& repository,
                            OperationRecorder& recorder) {
    AuditCheckpoint checkpoint;
    record(recorder, [&]() -> catalog::OperationResult {
        checkpoint = inner.checkpoint(repository, recorder.stop());
        return {.figures = {{"last_entry", number(checkpoint.sequence)}}};
    });
    return checkpoint;
}

std::unique_ptr<Audits> makeRecordingAudits(Audits& inner, CatalogAccess& catalog, Clock& clock) {
    return std::make_unique<RecordingAudits>(inner, catalog, clock);
}

}  // namespace tl::services
