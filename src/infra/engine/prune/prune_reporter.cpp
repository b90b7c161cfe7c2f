#include "infra/engine/prune/prune_reporter.h"

namespace tl::engine {

void PruneReporter::beginPhase(PrunePhase phase, std::uint64_t total, std::uint64_t bytesTotal) {
    const MutexLock lock{mutex_};
    status_ = {.phase = phase, .done = 0, .total = total, .bytesDone = 0, .bytesTotal = bytesTotal};
    observer_.onStatus(status_);
}

void PruneReporter::advance(std::uint64_t count, std::uint64_t bytes) {
    const MutexLock lock{mutex_};
    status_.done += count;
    status_.bytesDone += bytes;
    observer_.onStatus(status_);
}

void PruneReporter::plan(const PruneFigures& figures) {
    const MutexLock lock{mutex_};
    observer_.onPlan(figures);
}

void PruneReporter::warn(const std::string& message) {
    const MutexLock lock{mutex_};
    observer_.onWarning(message);
}

}  // namespace tl::engine
