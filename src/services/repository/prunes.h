// Removing what no snapshot needs.

#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/id.h"
#include "infra/engine/prune/prune_observer.h"
#include "infra/engine/prune/prune_options.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"

namespace tl::services {

class RepositorySession;

using engine::PruneFigures;
using engine::PruneObserver;
using engine::PruneOptions;
using engine::PrunePacks;
using engine::PrunePhase;
using engine::PruneStatus;

struct PruneRequest {
    RepositoryAccess repository{};  ///< Gives the size of new packs, too.
    PruneOptions options{};
    bool isDryRun = false;  ///< Plan only.
    /// These count as removed, whether or not they are there: what a dry run of forget would leave.
    std::vector<engine::SnapshotId> absentSnapshots{};
    /// For a full disk: write nothing before something is deleted, and no pack at all. To be sure
    /// that it is meant, this has to be the repository's ID; empty: the safe order.
    std::string recoverWithoutSpaceId{};
};

struct PruneReport {
    PruneFigures figures{};
    bool isDryRun = false;
};

class Prunes {
  public:
    Prunes() = default;
    Prunes(const Prunes&) = delete;
    Prunes& operator=(const Prunes&) = delete;
    virtual ~Prunes() = default;

    /// Takes an exclusive lock and prunes. Without a lock (`Locking::Skip`) only as a dry run.
    /// **Errors:** InvalidInput for contradicting options; Corrupted when something that a snapshot
    /// needs is missing or damaged: then nothing has been deleted; and as Repositories.
    virtual PruneReport prune(const PruneRequest& request,
                              PruneObserver& observer,
                              const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Prunes> makePrunes(const ServiceContext& context);

/// Prunes under a session that holds an exclusive lock already, or none for a dry run; `request`
/// names the repository that it was opened with. To be called within RepositorySession::run().
/// **Errors:** as Prunes.
PruneReport pruneWithin(const RepositorySession& session,
                        const ServiceContext& context,
                        const PruneRequest& request,
                        PruneObserver& observer,
                        const std::stop_token& stop);

/// "5%", "1G" or "unlimited", as `--max-unused` takes it. **Errors:** InvalidInput.
[[nodiscard]] engine::UnusedLimit parseUnusedLimit(std::string_view text);

}  // namespace tl::services
