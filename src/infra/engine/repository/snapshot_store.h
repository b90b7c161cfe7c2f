// The snapshots of a repository.

#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/snapshot.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

struct LoadedSnapshot {
    SnapshotId id;
    Snapshot snapshot;
};

/// All snapshots, oldest first. Load them before the index: an index loaded earlier may lack what a
/// snapshot refers to (format section 5.3). Those removed meanwhile are left out.
/// **Errors:** Corrupted for a damaged one.
[[nodiscard]] std::vector<LoadedSnapshot> loadSnapshots(const Repository& repository,
                                                        const std::stop_token& stop);

/// **Errors:** NotFound, Corrupted.
[[nodiscard]] Snapshot loadSnapshot(const Repository& repository,
                                    const SnapshotId& id,
                                    const std::stop_token& stop);

SnapshotId saveSnapshot(const Repository& repository,
                        const Snapshot& snapshot,
                        const std::stop_token& stop);

}  // namespace tl::engine
