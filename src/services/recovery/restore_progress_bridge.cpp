#include "services/recovery/restore_progress_bridge.h"

#include <algorithm>

namespace tl::services {

namespace {

RestoreAction toAction(engine::RestoredAs action) {
    switch (action) {
        case engine::RestoredAs::New:
            return RestoreAction::Restored;
        case engine::RestoredAs::Updated:
            return RestoreAction::Updated;
        case engine::RestoredAs::Unchanged:
            return RestoreAction::Unchanged;
        case engine::RestoredAs::Deleted:
            break;
    }
    return RestoreAction::Deleted;
}

/// How long the rest takes if it goes on like this; nothing until that can be said.
std::optional<std::chrono::nanoseconds> remainingTime(const RestoreStatus& status) {
    constexpr std::chrono::seconds kFirstEstimate{2};
    if (status.elapsed < kFirstEstimate || status.bytesRestored == 0) return std::nullopt;
    const std::uint64_t left =
        status.bytesTotal - std::min(status.bytesTotal, status.bytesRestored);
    const double share = static_cast<double>(left) / static_cast<double>(status.bytesRestored);
    return std::chrono::duration_cast<std::chrono::nanoseconds>(status.elapsed * share);
}

}  // namespace

RestoreProgressBridge::RestoreProgressBridge(RestoreObserver& observer, const Clock& clock)
    : observer_{observer},
      clock_{clock},
      start_{clock.monotonic()} {}

void RestoreProgressBridge::onItem(const std::string& path,
                                   bool isFolder,
                                   engine::RestoredAs action,
                                   std::uint64_t sizeBytes) {
    const MutexLock lock{mutex_};
    observer_.onItem(
        {.path = path, .isDirectory = isFolder, .action = toAction(action), .size = sizeBytes});
}

void RestoreProgressBridge::onFailure(const std::string& path, const std::string& message) {
    const MutexLock lock{mutex_};
    observer_.onFailure(path, message);
}

void RestoreProgressBridge::reportStarted(const StoredSnapshot& snapshot,
                                          const std::string& target) {
    const MutexLock lock{mutex_};
    observer_.onStarted(snapshot, target);
}

void RestoreProgressBridge::reportKept(const std::string& folder) {
    const MutexLock lock{mutex_};
    observer_.onKept(folder);
}

RestoreStatus RestoreProgressBridge::statusOf(const engine::RestoreCounters& counters) const {
    RestoreStatus status{.elapsed = clock_.monotonic() - start_,
                         .remaining = std::nullopt,
                         .filesTotal = counters.entriesTotal,
                         .filesRestored = counters.entriesRestored,
                         .filesSkipped = counters.entriesSkipped,
                         .filesDeleted = counters.entriesDeleted,
                         .bytesTotal = counters.bytesTotal,
                         .bytesRestored = counters.bytesRestored,
                         .bytesSkipped = counters.bytesSkipped};
    status.remaining = remainingTime(status);
    return status;
}

void RestoreProgressBridge::reportStatus(const engine::RestoreCounters& counters) {
    const RestoreStatus status = statusOf(counters);
    const MutexLock lock{mutex_};
    observer_.onStatus(status);
}

}  // namespace tl::services
