// Replacing the index files that list packs which are about to go.
//
// Index files are read one by one and their packs passed on, so that memory holds a few of them at
// a time, however large the repository is. A full one that lists nothing of what goes is left
// alone. Small ones are merged: every backup leaves one, and each costs a request when a repository
// is opened.

#pragma once

#include <stop_token>
#include <string>
#include <unordered_set>
#include <vector>

#include "infra/engine/index/index_move.h"
#include "infra/engine/prune/prune_reporter.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// Passes all packs of the index files that have to be replaced to `sink`, but for those in `gone`.
/// Returns the names of these files: they may be removed as soon as new ones list what the sink was
/// given. **Errors:** Corrupted when an index file is damaged.
[[nodiscard]] std::vector<std::string> collectIndexes(const Repository& repository,
                                                      const std::unordered_set<PackId>& gone,
                                                      const IndexedPackSink& sink,
                                                      PruneReporter& reporter,
                                                      const std::stop_token& stop);

}  // namespace tl::engine
