// Storing snapshots that take the place of others, so that it can be done again after it was
// interrupted.
//
// A successor is stored before its predecessor is removed, so a crash may leave both. Then the next
// run would make the successor once more, under another ID, since the same snapshot is encrypted
// differently each time, and there would be two of it for ever. So a successor that is there
// already is not made again.

#pragma once

#include <stop_token>
#include <vector>

#include "infra/engine/repository/repository.h"
#include "infra/engine/repository/snapshot_store.h"

namespace tl::engine {

/// **Threads:** one at a time.
class SnapshotSuccessors {
  public:
    /// Reads all snapshots; one that is damaged is no successor of any. `repository` must outlive
    /// the object, and nobody else may remove snapshots meanwhile.
    SnapshotSuccessors(const Repository& repository, const std::stop_token& stop);

    /// Stores `successor` beside `old`, which it names as its original, unless it is there.
    SnapshotId add(const SnapshotId& old, const Snapshot& successor, const std::stop_token& stop);
    /// As add(), and then removes `old`: one of the two is always there.
    SnapshotId replace(const SnapshotId& old,
                       const Snapshot& successor,
                       const std::stop_token& stop);

  private:
    const Repository& repository_;
    std::vector<LoadedSnapshot> known_;
};

}  // namespace tl::engine
