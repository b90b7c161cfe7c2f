// The parts of a check that look at key and snapshot files.

#pragma once

#include <stop_token>
#include <vector>

#include "infra/engine/check/check_reporter.h"
#include "infra/engine/repository/repository.h"
#include "infra/engine/repository/snapshot_store.h"

namespace tl::engine {

/// Reads every key file, also those of passwords that are not in use: each is a way in that
/// somebody relies on.
void checkKeys(const Repository& repository, CheckReporter& reporter, const std::stop_token& stop);

/// Loads every snapshot, oldest first. A damaged one is reported, after a second look, and left
/// out. Call it before the index is loaded (format section 5.3).
[[nodiscard]] std::vector<LoadedSnapshot> checkSnapshots(const Repository& repository,
                                                         CheckReporter& reporter,
                                                         const std::stop_token& stop);

}  // namespace tl::engine
