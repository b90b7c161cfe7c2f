// Services that keep a history: each does what the one below it does and records it, when the
// repository or the target has a name in the catalog. Dry runs are not recorded.

#pragma once

#include <cstdint>
#include <memory>

#include "infra/platform/clock.h"
#include "services/audit/audits.h"
#include "services/backup/backups.h"
#include "services/catalog_access.h"
#include "services/monitoring/operation_recorder.h"
#include "services/policy/retention_policies.h"
#include "services/recovery/replacements.h"
#include "services/recovery/restores.h"
#include "services/repository/checks.h"
#include "services/repository/copies.h"
#include "services/repository/forgets.h"
#include "services/repository/migrations.h"
#include "services/repository/prunes.h"
#include "services/repository/repairs.h"
#include "services/repository/rewrites.h"
#include "services/repository/tags.h"

namespace tl::services {

/// What is borrowed must outlive the service. A copy is recorded with the repository it goes to.
[[nodiscard]] std::unique_ptr<Backups> makeRecordingBackups(Backups& inner,
                                                            CatalogAccess& catalog,
                                                            Clock& clock);
[[nodiscard]] std::unique_ptr<Checks> makeRecordingChecks(Checks& inner,
                                                          CatalogAccess& catalog,
                                                          Clock& clock);
[[nodiscard]] std::unique_ptr<Copies> makeRecordingCopies(Copies& inner,
                                                          CatalogAccess& catalog,
                                                          Clock& clock);
[[nodiscard]] std::unique_ptr<Prunes> makeRecordingPrunes(Prunes& inner,
                                                          CatalogAccess& catalog,
                                                          Clock& clock);

[[nodiscard]] std::unique_ptr<Restores> makeRecordingRestores(Restores& inner,
                                                              CatalogAccess& catalog,
                                                              Clock& clock);
/// Of these, what undo() and confirm() do with restores from named repositories.
[[nodiscard]] std::unique_ptr<Replacements> makeRecordingReplacements(Replacements& inner,
                                                                      CatalogAccess& catalog,
                                                                      Clock& clock);
[[nodiscard]] std::unique_ptr<Forgets> makeRecordingForgets(Forgets& inner,
                                                            CatalogAccess& catalog,
                                                            Clock& clock);
/// Of these, only what apply() removes.
[[nodiscard]] std::unique_ptr<RetentionPolicies> makeRecordingRetentionPolicies(
    RetentionPolicies& inner, CatalogAccess& catalog, Clock& clock);
[[nodiscard]] std::unique_ptr<Rewrites> makeRecordingRewrites(Rewrites& inner,
                                                              CatalogAccess& catalog,
                                                              Clock& clock);
[[nodiscard]] std::unique_ptr<Tags> makeRecordingTags(Tags& inner,
                                                      CatalogAccess& catalog,
                                                      Clock& clock);
[[nodiscard]] std::unique_ptr<Migrations> makeRecordingMigrations(Migrations& inner,
                                                                  CatalogAccess& catalog,
                                                                  Clock& clock);
[[nodiscard]] std::unique_ptr<Repairs> makeRecordingRepairs(Repairs& inner,
                                                            CatalogAccess& catalog,
                                                            Clock& clock);
/// Of these, only the checkpoints.
[[nodiscard]] std::unique_ptr<Audits> makeRecordingAudits(Audits& inner,
                                                          CatalogAccess& catalog,
                                                          Clock& clock);

// The same into a recorder that there is already.
BackupReport runRecorded(Backups& inner,
                         const BackupRequest& request,
                         BackupObserver& observer,
                         OperationRecorder& recorder);
CheckReport runRecorded(Checks& inner,
                        const CheckRequest& request,
                        CheckObserver& observer,
                        OperationRecorder& recorder);
PruneReport runRecorded(Prunes& inner,
                        const PruneRequest& request,
                        PruneObserver& observer,
                        OperationRecorder& recorder);
CopyReport runRecorded(Copies& inner,
                       const CopyRequest& request,
                       CopyObserver& observer,
                       OperationRecorder& recorder);
RetentionReport runRecorded(RetentionPolicies& inner,
                            const RetentionRequest& request,
                            ForgetObserver& observer,
                            OperationRecorder& recorder);
AuditCheckpoint runRecorded(Audits& inner,
                            const RepositoryAccess& repository,
                            OperationRecorder& recorder);

/// The figure of a backup that says how much damage its verification found.
inline constexpr const char* kVerificationErrors = "verification_errors";

/// A count as the history keeps figures; those of ours are far below its limit.
[[nodiscard]] inline std::int64_t number(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

/// The operation as the history has it: of this machine and user.
[[nodiscard]] catalog::NewOperation operationOf(const char* kind, const RepositoryAccess& access);

}  // namespace tl::services
