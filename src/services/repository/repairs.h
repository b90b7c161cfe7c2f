// Repairing a damaged repository: the index, packs, snapshots; and finding lost snapshots.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/snapshot.h"
#include "infra/engine/repair/repair_observer.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

using engine::RepairNotice;
using engine::RepairObserver;
using engine::RepairOutcome;
using engine::RepairStatus;

struct IndexRepairRequest {
    RepositoryAccess repository{};
    bool areAllHeadersRead = false;  ///< Of packs that seem sound, too.
    bool isDryRun = false;
};

struct IndexRepairSummary {
    std::size_t rewrittenFiles = 0;
    std::size_t damagedFiles = 0;
    std::size_t missingPacks = 0;     ///< No longer listed.
    std::size_t relistedPacks = 0;    ///< Listed anew.
    std::size_t repeatedPacks = 0;    ///< Had been listed by several files.
    std::size_t unreadablePacks = 0;  ///< No index lists them, and their headers are damaged.
    std::vector<std::string> damagedPacks{};  ///< To be given to repairPacks; 64 hex digits each.
    [[nodiscard]] bool isAnythingChanged() const {
        return rewrittenFiles + damagedFiles + relistedPacks > 0;
    }
};

struct PacksRepairRequest {
    RepositoryAccess repository{};
    std::vector<std::string> ids{};  ///< Whole IDs, or unique prefixes of packs that are there.
    /// Where a copy of each pack is left, as `pack-<ID>`, before anything is changed.
    std::string copyFolder = ".";
    bool isDryRun = false;
};

struct PacksRepairSummary {
    std::size_t savedBlobs = 0;
    std::vector<std::string> lostBlobs{};  ///< "data <ID>" or "tree <ID>".
    std::size_t removedPacks = 0;
    std::vector<std::string> keptPacks{};  ///< Could not be read in full just now.
};

struct SnapshotsRepairRequest {
    RepositoryAccess repository{};
    SnapshotFilter filter{};         ///< Limits it to the snapshots that it lets pass…
    std::vector<std::string> ids{};  ///< …or to these.
    bool areOriginalsForgotten = false;
    bool isDryRun = false;
};

struct SnapshotsRepairSummary {
    std::size_t repairedSnapshots = 0;  ///< They have successors.
    std::size_t lostSnapshots = 0;      ///< Nothing of them can be saved.
    std::size_t removedSnapshots = 0;
};

struct ConfigRepairRequest {
    RepositoryAccess repository{};
    /// Where a copy of a damaged config is left, as `config-damaged`.
    std::string copyFolder = ".";
    bool isDryRun = false;
};

struct RecoverRequest {
    RepositoryAccess repository{};
    std::string host{};  ///< Of the snapshot; empty: this machine's.
};

struct RecoverSummary {
    std::vector<std::string> folders{};            ///< Of the snapshot, one for each tree found.
    std::optional<engine::SnapshotId> snapshot{};  ///< Nothing: nothing was found.
};

/// **Errors:** all calls: as Repositories; Corrupted when a damaged index file is in the way, which
/// repairIndex() removes. **Threads:** one call at a time an object.
class Repairs {
  public:
    Repairs() = default;
    Repairs(const Repairs&) = delete;
    Repairs& operator=(const Repairs&) = delete;
    virtual ~Repairs() = default;

    /// As engine::planIndexRepair, and does it unless it is a dry run.
    virtual IndexRepairSummary repairIndex(const IndexRepairRequest& request,
                                           RepairObserver& observer,
                                           const std::stop_token& stop) = 0;
    /// As engine::repairPacks. **Errors:** NotFound for an ID that neither a pack nor the index
    /// has; InvalidInput without IDs; AlreadyExists when another file has a copy's name.
    virtual PacksRepairSummary repairPacks(const PacksRepairRequest& request,
                                           RepairObserver& observer,
                                           const std::stop_token& stop) = 0;
    /// As engine::repairSnapshots. Damaged snapshot files are looked at unless the request is
    /// limited to some snapshots.
    virtual SnapshotsRepairSummary repairSnapshots(const SnapshotsRepairRequest& request,
                                                   RepairObserver& observer,
                                                   const std::stop_token& stop) = 0;
    /// Makes a new config in the place of one that is missing or damaged. Files are cut at other
    /// places from then on, so what changes of them is stored anew once. Returns the repository's
    /// new ID. **Errors:** AlreadyExists when the config is sound.
    virtual std::string repairConfig(const ConfigRepairRequest& request,
                                     const std::stop_token& stop) = 0;
    /// Repairs the index, and makes a snapshot of all trees that nothing leads to.
    virtual RecoverSummary recover(const RecoverRequest& request,
                                   RepairObserver& observer,
                                   const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Repairs> makeRepairs(const ServiceContext& context);

}  // namespace tl::services
