// Looking at what a backup has just stored (requirement BK-3): past the local cache, which would
// answer for the storage, and under the backup's own lock, so that nobody removes it meanwhile.

#pragma once

#include <stop_token>
#include <vector>

#include "infra/engine/format/id.h"
#include "services/backup/backups.h"
#include "services/repository/session.h"

namespace tl::services {

/// What was stored.
struct StoredBackup {
    engine::SnapshotId snapshot{};
    std::vector<engine::PackId> packs{};  ///< Those that the backup wrote or found unlisted.
};

/// Checks it as `request.verification` asks for. **Errors:** Cancelled on stop; what else goes
/// wrong is in the report.
[[nodiscard]] VerificationReport verifyStored(const ServiceContext& context,
                                              const BackupRequest& request,
                                              const RepositorySession& session,
                                              const StoredBackup& stored,
                                              BackupObserver& observer,
                                              const std::stop_token& stop);

}  // namespace tl::services
