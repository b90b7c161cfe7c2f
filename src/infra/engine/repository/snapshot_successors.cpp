#include "infra/engine/repository/snapshot_successors.h"

#include <algorithm>
#include <utility>

namespace tl::engine {

SnapshotSuccessors::SnapshotSuccessors(const Repository& repository, const std::stop_token& stop)
    : repository_{repository},
      known_{loadReadableSnapshots(repository, stop).snapshots} {
    // Others are nobody's successors.
    std::erase_if(known_, [](const LoadedSnapshot& loaded) { return !loaded.snapshot.original; });
}

SnapshotId SnapshotSuccessors::add(const SnapshotId& old,
                                   const Snapshot& successor,
                                   const std::stop_token& stop) {
    const auto found = std::ranges::find_if(known_, [&](const LoadedSnapshot& loaded) {
        return loaded.id != old && loaded.snapshot == successor;
    });
    if (found != known_.end()) return found->id;
    const SnapshotId id = saveSnapshot(repository_, successor, stop);
    known_.push_back({id, successor});
    return id;
}

SnapshotId SnapshotSuccessors::replace(const SnapshotId& old,
                                       const Snapshot& successor,
                                       const std::stop_token& stop) {
    const SnapshotId id = add(old, successor, stop);
    (void)repository_.backend().remove({storage::FileType::Snapshot, old.hex()}, stop);
    std::erase_if(known_, [&old](const LoadedSnapshot& loaded) { return loaded.id == old; });
    return id;
}

}  // namespace tl::engine
