// Finding what no snapshot leads to any more: the trees of snapshots that were lost or forgotten,
// and have not been pruned yet.

#pragma once

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

/// The trees that neither a snapshot nor another tree refers to, sorted. Reads every tree there is,
/// several at once; one that cannot be read refers to nothing.
[[nodiscard]] std::vector<BlobId> findUnreferencedTrees(const Repository& repository,
                                                        const BlobIndex& index,
                                                        std::span<const LoadedSnapshot> snapshots,
                                                        RepairReporter& reporter,
                                                        const std::stop_token& stop);

struct RecoveredTree {
    BlobId tree{};                       ///< Has a folder for each of…
    std::vector<std::string> folders{};  ///< …these, named after the tree that was found.
};

/// Stores a tree with a folder for each of `roots`, of which what cannot be restored is taken out;
/// one of which nothing is left has no folder. No folder: no tree is stored.
[[nodiscard]] RecoveredTree storeRecoveredTrees(const Repository& repository,
                                                const BlobIndex& index,
                                                const Clock& clock,
                                                std::span<const BlobId> roots,
                                                const StoringOptions& storing,
                                                RepairReporter& reporter,
                                                const std::stop_token& stop);

}  // namespace tl::engine
