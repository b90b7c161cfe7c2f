// Counts what a backup will see, so that its progress has an end.

#pragma once

#include <atomic>
#include <cstdint>
#include <stop_token>
#include <string>

#include "infra/engine/archive/selection.h"
#include "infra/engine/archive/target_tree.h"

namespace tl::engine {

/// Grows while scanning. **Threads:** any may read.
struct ScanCounters {
    std::atomic<std::uint64_t> files = 0;
    std::atomic<std::uint64_t> directories = 0;
    std::atomic<std::uint64_t> bytes = 0;
};

/// Counts everything below `targets`. What cannot be read is passed over: the backup will report
/// it.
/// **Errors:** Cancelled.
void scanTargets(const TargetNode& targets,
                 const Selection& selection,
                 const std::string& workingFolder,
                 ScanCounters& counters,
                 const std::stop_token& stop);

}  // namespace tl::engine
