// Small texts of our own that are kept in a repository, each as the only file of a snapshot: so
// they are encrypted as all else is, stock restic can read and remove them, and nothing of the
// format is touched. "latest" and retention policies pass over them (isOwnDocument()).

#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/id.h"
#include "infra/platform/clock.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"

namespace tl::services {

/// What is kept under one name.
struct DocumentKind {
    std::string path{};  ///< In the snapshot: "/timelocker/audit-checkpoint.json".
    std::string tag{};   ///< Of the snapshots: "timelocker-audit".
};

struct StoredDocument {
    engine::SnapshotId snapshot{};
    std::string host{};
    WallTime time{};
    std::string content{};
};

/// Keeps `content`, in a snapshot with this machine's name. **Errors:** as Backups.
void saveDocument(const ServiceContext& context,
                  const RepositoryAccess& repository,
                  const DocumentKind& kind,
                  std::string content,
                  const std::stop_token& stop);

/// The newest `countMax` documents of a kind, of all machines, the oldest first. Those that cannot
/// be read, or have more than 1 MiB, are left out. **Errors:** as Repositories.
[[nodiscard]] std::vector<StoredDocument> loadDocuments(const ServiceContext& context,
                                                        const RepositoryAccess& repository,
                                                        const DocumentKind& kind,
                                                        std::size_t countMax,
                                                        const std::stop_token& stop);

}  // namespace tl::services
