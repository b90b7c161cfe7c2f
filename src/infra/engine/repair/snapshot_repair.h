// Giving damaged snapshots successors that can be restored.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/repair/new_blobs.h"
#include "infra/engine/repair/repair_reporter.h"
#include "infra/engine/repository/repository.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/platform/clock.h"

namespace tl::engine {

/// What becomes of a damaged snapshot once its successor is there.
enum class Originals : std::uint8_t {
    Keep,    ///< It stays; the successor is tagged `repaired`.
    Forget,  ///< It is removed, and so is one of which nothing can be saved.
};

/// A snapshot that could not stay as it was.
struct SnapshotChange {
    SnapshotId old{};
    std::optional<SnapshotId> successor{};  ///< Nothing: nothing of it can be saved.
};

struct SnapshotRepairReport {
    std::vector<SnapshotChange> changes{};
    std::size_t removedCount = 0;  ///< Snapshot files removed.
};

struct SnapshotRepairRequest {
    std::span<const LoadedSnapshot> snapshots{};       ///< To look at and to repair.
    std::span<const LoadedSnapshot> known{};           ///< All of the repository.
    std::span<const UnreadableSnapshot> unreadable{};  ///< Damaged snapshot files.
    Originals originals = Originals::Keep;
    StoringOptions storing{};
};

/// Repairs the trees of the snapshots, stores successors for those that changed, and then removes
/// what may go. Done again after an interruption, it goes on where it ended: a successor that is
/// there already is not made again. Needs an exclusive lock.
/// **Errors:** as TreeRepairer::repair; no snapshot has been removed then.
[[nodiscard]] SnapshotRepairReport repairSnapshots(const Repository& repository,
                                                   const BlobIndex& index,
                                                   const Clock& clock,
                                                   const SnapshotRepairRequest& request,
                                                   RepairReporter& reporter,
                                                   const std::stop_token& stop);

}  // namespace tl::engine
