// The snapshots of a repository.

#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/snapshot.h"
#include "infra/engine/repository/repository.h"
#include "infra/errors/error.h"

namespace tl::engine {

struct LoadedSnapshot {
    SnapshotId id;
    Snapshot snapshot;
};

/// A snapshot file that is there, but damaged, or on a damaged disk.
struct UnreadableSnapshot {
    std::string name;
    Error error;
};

/// The snapshots of a repository as far as they can be read.
struct ReadableSnapshots {
    std::vector<LoadedSnapshot> snapshots;  ///< Oldest first.
    std::vector<UnreadableSnapshot> unreadable;
};

/// Loads all snapshots. Load them before the index: an index loaded earlier may lack what a
/// snapshot refers to (format section 5.3). Those removed meanwhile are left out. Each is read a
/// second time before it counts as damaged. **Errors:** none for a single snapshot.
[[nodiscard]] ReadableSnapshots loadReadableSnapshots(const Repository& repository,
                                                      const std::stop_token& stop);

/// As loadReadableSnapshots, for what must not overlook one.
/// **Errors:** that of the first that cannot be read.
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
