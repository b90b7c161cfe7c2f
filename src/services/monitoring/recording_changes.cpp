// The smaller changes of a repository: of snapshots, of their tags, and of the format. What they
// tell of single snapshots stays with who watches; the history has the counts.

#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"
#include "services/monitoring/recording_observers.h"

namespace tl::services {

namespace {

/// Of RewriteReport and TagReport.
template <typename Report>
catalog::OperationResult countsOf(const Report& report) {
    catalog::OperationResult result{
        .figures = {{"snapshots_changed", number(report.changedCount)},
                    {"errors", number(report.failureCount + report.problemCount)}}};
    if (report.failureCount > 0) {
        result.state = catalog::OperationState::Failed;
        result.message = "not all snapshots could be changed";
    } else if (report.problemCount > 0) {
        result.state = catalog::OperationState::Warned;
        result.message = "not all snapshots could be read";
    }
    return result;
}

catalog::OperationResult resultOf(const MigrationReport& report) {
    switch (report.outcome) {
        case MigrationOutcome::Applied:
            return {};
        case MigrationOutcome::NotNeeded:
            return {.message = "nothing was changed: " + report.objection};
        case MigrationOutcome::NotAllowed:
            break;
    }
    return {.state = catalog::OperationState::Failed,
            .message = "the repository has errors, so nothing was changed"};
}

class RecordingRewrites final : public Rewrites {
  public:
    RecordingRewrites(Rewrites& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    RewriteReport rewrite(const RewriteRequest& request,
                          RewriteObserver& observer,
                          const std::stop_token& stop) override {
        if (request.repository.name.empty() || request.isDryRun)
            return inner_.rewrite(request, observer, stop);
        return recorded(
            {catalog_, clock_, operationOf("rewrite", request.repository),
             request.repository.connection.tell, stop},
            [&](OperationRecorder& recorder) {
                return inner_.rewrite(request, observer, recorder.stop());
            },
            [](const RewriteReport& report, OperationRecorder&) { return countsOf(report); });
    }

  private:
    Rewrites& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

class RecordingTags final : public Tags {
  public:
    RecordingTags(Tags& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    TagReport change(const TagRequest& request,
                     TagObserver& observer,
                     const std::stop_token& stop) override {
        if (request.repository.name.empty()) return inner_.change(request, observer, stop);
        return recorded(
            {catalog_, clock_, operationOf("tag", request.repository),
             request.repository.connection.tell, stop},
            [&](OperationRecorder& recorder) {
                return inner_.change(request, observer, recorder.stop());
            },
            [](const TagReport& report, OperationRecorder&) { return countsOf(report); });
    }

  private:
    Tags& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

class RecordingMigrations final : public Migrations {
  public:
    RecordingMigrations(Migrations& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    [[nodiscard]] std::vector<Migration> list(const RepositoryAccess& access,
                                              const std::stop_token& stop) override {
        return inner_.list(access, stop);
    }
    MigrationReport apply(const MigrationRequest& request,
                          CheckObserver& observer,
                          const std::stop_token& stop) override {
        if (request.repository.name.empty() || request.isDryRun)
            return inner_.apply(request, observer, stop);
        return recorded(
            {catalog_, clock_, operationOf("migrate", request.repository),
             request.repository.connection.tell, stop},
            [&](OperationRecorder& recorder) {
                return inner_.apply(request, observer, recorder.stop());
            },
            [](const MigrationReport& report, OperationRecorder&) { return resultOf(report); });
    }

  private:
    Migrations& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

std::unique_ptr<Rewrites> makeRecordingRewrites(Rewrites& inner,
                                                CatalogAccess& catalog,
                                                Clock& clock) {
    return std::make_unique<RecordingRewrites>(inner, catalog, clock);
}

std::unique_ptr<Tags> makeRecordingTags(Tags& inner, CatalogAccess& catalog, Clock& clock) {
    return std::make_unique<RecordingTags>(inner, catalog, clock);
}

std::unique_ptr<Migrations> makeRecordingMigrations(Migrations& inner,
                                                    CatalogAccess& catalog,
                                                    Clock& clock) {
    return std::make_unique<RecordingMigrations>(inner, catalog, clock);
}

}  // namespace tl::services
