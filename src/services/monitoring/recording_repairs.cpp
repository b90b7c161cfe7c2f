#include <utility>

#include "services/monitoring/operation_recorder.h"
#include "services/monitoring/recording.h"
#include "services/monitoring/recording_observers.h"

namespace tl::services {

namespace {

class RecordingObserver final : public RepairObserver {
  public:
    RecordingObserver(RepairObserver& inner, OperationRecorder& recorder)
        : inner_{inner},
          recorder_{recorder} {}

    void onStatus(const RepairStatus& status) override {
        recorder_.setProgress({{"done", number(status.done)}, {"total", number(status.total)}});
        inner_.onStatus(status);
    }
    void onNotice(const RepairNotice& notice) override {
        recorder_.log(notice.outcome == RepairOutcome::Mended ? "info" : "warning",
                      notice.object + ": " + notice.message);
        inner_.onNotice(notice);
    }

  private:
    RepairObserver& inner_;
    OperationRecorder& recorder_;
};

catalog::OperationResult resultOf(const IndexRepairSummary& summary) {
    return {.figures = {{"index_files_rewritten", number(summary.rewrittenFiles)},
                        {"index_files_damaged", number(summary.damagedFiles)},
                        {"packs_missing", number(summary.missingPacks)},
                        {"packs_relisted", number(summary.relistedPacks)},
                        {"packs_damaged", number(summary.damagedPacks.size())}}};
}

catalog::OperationResult resultOf(const PacksRepairSummary& summary) {
    return {.figures = {{"blobs_saved", number(summary.savedBlobs)},
                        {"blobs_lost", number(summary.lostBlobs.size())},
                        {"packs_removed", number(summary.removedPacks)},
                        {"packs_kept", number(summary.keptPacks.size())}}};
}

catalog::OperationResult resultOf(const SnapshotsRepairSummary& summary) {
    return {.figures = {{"snapshots_repaired", number(summary.repairedSnapshots)},
                        {"snapshots_lost", number(summary.lostSnapshots)},
                        {"snapshots_removed", number(summary.removedSnapshots)}}};
}

catalog::OperationResult resultOf(const RecoverSummary& summary) {
    return {.figures = {{"folders", number(summary.folders.size())}},
            .snapshot = summary.snapshot ? summary.snapshot->hex() : std::string{}};
}

catalog::OperationResult resultOf(const std::string& /*repositoryId*/) {
    return {};
}

class RecordingRepairs final : public Repairs {
  public:
    RecordingRepairs(Repairs& inner, CatalogAccess& catalog, Clock& clock)
        : inner_{inner},
          catalog_{catalog},
          clock_{clock} {}

    IndexRepairSummary repairIndex(const IndexRepairRequest& request,
                                   RepairObserver& observer,
                                   const std::stop_token& stop) override {
        if (isUnrecorded(request)) return inner_.repairIndex(request, observer, stop);
        return run("repair index", &Repairs::repairIndex, request, observer, stop);
    }
    PacksRepairSummary repairPacks(const PacksRepairRequest& request,
                                   RepairObserver& observer,
                                   const std::stop_token& stop) override {
        if (isUnrecorded(request)) return inner_.repairPacks(request, observer, stop);
        return run("repair packs", &Repairs::repairPacks, request, observer, stop);
    }
    SnapshotsRepairSummary repairSnapshots(const SnapshotsRepairRequest& request,
                                           RepairObserver& observer,
                                           const std::stop_token& stop) override {
        if (isUnrecorded(request)) return inner_.repairSnapshots(request, observer, stop);
        return run("repair snapshots", &Repairs::repairSnapshots, request, observer, stop);
    }
    std::string repairConfig(const ConfigRepairRequest& request,
                             const std::stop_token& stop) override {
        if (isUnrecorded(request)) return inner_.repairConfig(request, stop);
        return recordedAs("repair config", request.repository, stop,
                          [&](OperationRecorder& recorder) {
                              return inner_.repairConfig(request, recorder.stop());
                          });
    }
    RecoverSummary recover(const RecoverRequest& request,
                           RepairObserver& observer,
                           const std::stop_token& stop) override {
        if (request.repository.name.empty()) return inner_.recover(request, observer, stop);
        return run("recover", &Repairs::recover, request, observer, stop);
    }

  private:
    template <typename Request>
    [[nodiscard]] static bool isUnrecorded(const Request& request) {
        return request.repository.name.empty() || request.isDryRun;
    }

    template <typename Request, typename Summary>
    Summary run(const char* kind,
                Summary (Repairs::*repair)(const Request&, RepairObserver&, const std::stop_token&),
                const Request& request,
                RepairObserver& observer,
                const std::stop_token& stop) {
        return recordedAs(kind, request.repository, stop, [&](OperationRecorder& recorder) {
            RecordingObserver recording{observer, recorder};
            return (inner_.*repair)(request, recording, recorder.stop());
        });
    }

    template <typename Work>
    auto recordedAs(const char* kind,
                    const RepositoryAccess& repository,
                    const std::stop_token& stop,
                    const Work& work) -> decltype(work(std::declval<OperationRecorder&>())) {
        return recorded(
            {catalog_, clock_, operationOf(kind, repository), repository.connection.tell, stop},
            work, [](const auto& summary, OperationRecorder&) { return resultOf(summary); });
    }

    Repairs& inner_;
    CatalogAccess& catalog_;
    Clock& clock_;
};

}  // namespace

std::unique_ptr<Repairs> makeRecordingRepairs(Repairs& inner,
                                              CatalogAccess& catalog,
                                              Clock& clock) {
    return std::make_unique<RecordingRepairs>(inner, catalog, clock);
}

}  // namespace tl::services
