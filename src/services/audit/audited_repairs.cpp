#include <utility>

#include "services/audit/audited.h"
#include "services/audit/audited_event.h"
#include "services/audit/audited_services.h"

namespace tl::services {

namespace {

class AuditedRepairs final : public Repairs {
  public:
    AuditedRepairs(std::unique_ptr<Repairs> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    IndexRepairSummary repairIndex(const IndexRepairRequest& request,
                                   RepairObserver& observer,
                                   const std::stop_token& stop) override {
        const auto work = [&] { return inner_->repairIndex(request, observer, stop); };
        if (request.isDryRun) return work();
        return audited(trail_, eventOn(request.repository, "repair.index"), work,
                       [](const IndexRepairSummary& summary, AuditEvent& done) {
                           addNumber(done, "relisted_packs", summary.relistedPacks);
                           addNumber(done, "missing_packs", summary.missingPacks);
                           addFailures(done, summary.unreadablePacks);
                       });
    }

    PacksRepairSummary repairPacks(const PacksRepairRequest& request,
                                   RepairObserver& observer,
                                   const std::stop_token& stop) override {
        const auto work = [&] { return inner_->repairPacks(request, observer, stop); };
        if (request.isDryRun) return work();
        return audited(trail_, eventOn(request.repository, "repair.packs"), work,
                       [](const PacksRepairSummary& summary, AuditEvent& done) {
                           addNumber(done, "saved_blobs", summary.savedBlobs);
                           addNumber(done, "removed_packs", summary.removedPacks);
                           addFailures(done, summary.lostBlobs.size());
                       });
    }

    SnapshotsRepairSummary repairSnapshots(const SnapshotsRepairRequest& request,
                                           RepairObserver& observer,
                                           const std::stop_token& stop) override {
        const auto work = [&] { return inner_->repairSnapshots(request, observer, stop); };
        if (request.isDryRun) return work();
        return audited(trail_, eventOn(request.repository, "repair.snapshots"), work,
                       [](const SnapshotsRepairSummary& summary, AuditEvent& done) {
                           addNumber(done, "repaired", summary.repairedSnapshots);
                           addNumber(done, "removed", summary.removedSnapshots);
                           addFailures(done, summary.lostSnapshots);
                       });
    }

    std::string repairConfig(const ConfigRepairRequest& request,
                             const std::stop_token& stop) override {
        const auto work = [&] { return inner_->repairConfig(request, stop); };
        if (request.isDryRun) return work();
        return audited(
            trail_, eventOn(request.repository, "repair.config"), work,
            [](const std::string& id, AuditEvent& done) { add(done, "repository", id); });
    }

    RecoverSummary recover(const RecoverRequest& request,
                           RepairObserver& observer,
                           const std::stop_token& stop) override {
        return audited(
            trail_, eventOn(request.repository, "recover"),
            [&] { return inner_->recover(request, observer, stop); },
            [](const RecoverSummary& summary, AuditEvent& done) {
                addNumber(done, "trees", summary.folders.size());
                if (summary.snapshot) add(done, "snapshot", summary.snapshot->hex());
            });
    }

  private:
    const std::unique_ptr<Repairs> inner_;
    AuditTrail& trail_;
};

class AuditedMigrations final : public Migrations {
  public:
    AuditedMigrations(std::unique_ptr<Migrations> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    std::vector<Migration> list(const RepositoryAccess& access,
                                const std::stop_token& stop) override {
        return inner_->list(access, stop);
    }

    MigrationReport apply(const MigrationRequest& request,
                          CheckObserver& observer,
                          const std::stop_token& stop) override {
        if (request.isDryRun) return inner_->apply(request, observer, stop);
        AuditEvent event = eventOn(request.repository, "migrate");
        add(event, "migration", request.name);
        return audited(
            trail_, std::move(event), [&] { return inner_->apply(request, observer, stop); },
            [](const MigrationReport& report, AuditEvent& done) {
                if (report.outcome != MigrationOutcome::Applied) {
                    done.result = AuditResult::Failure;
                    add(done, "error",
                        report.objection.empty() ? "the repository has errors" : report.objection);
                }
            });
    }

  private:
    const std::unique_ptr<Migrations> inner_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<Repairs> withAudit(std::unique_ptr<Repairs> inner, AuditTrail& trail) {
    return std::make_unique<AuditedRepairs>(std::move(inner), trail);
}

std::unique_ptr<Migrations> withAudit(std::unique_ptr<Migrations> inner, AuditTrail& trail) {
    return std::make_unique<AuditedMigrations>(std::move(inner), trail);
}

}  // namespace tl::services
