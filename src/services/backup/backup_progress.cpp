#include "services/backup/backup_progress.h"

#include <algorithm>

namespace tl::services {

BackupProgress::BackupProgress(BackupObserver& observer, const Clock& clock)
    : observer_{observer},
      clock_{clock},
      wantsItems_{observer.wantsItems()},
      wantsStatus_{observer.statusInterval() > std::chrono::milliseconds{0}},
      startedAt_{clock.monotonic()} {}

std::chrono::nanoseconds BackupProgress::elapsed() const {
    return clock_.monotonic() - startedAt_;
}

BackupStatus BackupProgress::status() const {
    BackupStatus status{.elapsed = elapsed(),
                        .remaining = std::nullopt,
                        .filesTotal = scan_.files,
                        .filesDone = counters_.files,
                        .bytesTotal = scan_.bytes,
                        .bytesDone = counters_.bytes,
                        .errorCount = counters_.failures,
                        .isScanFinished = isScanFinished_,
                        .currentFiles = currentFiles_};
    if (isScanFinished_ && status.bytesDone > 0 && status.bytesTotal >= status.bytesDone) {
        const double share = static_cast<double>(status.bytesTotal - status.bytesDone) /
                             static_cast<double>(status.bytesDone);
        status.remaining =
            std::chrono::duration_cast<std::chrono::nanoseconds>(status.elapsed * share);
    }
    return status;
}

void BackupProgress::reportStatus() {
    const std::scoped_lock lock{mutex_};
    observer_.onStatus(status());
}

void BackupProgress::reportScanFinished() {
    const std::scoped_lock lock{mutex_};
    isScanFinished_ = true;
    observer_.onScanFinished({.files = scan_.files,
                              .directories = scan_.directories,
                              .bytes = scan_.bytes,
                              .duration = elapsed()});
}

void BackupProgress::reportOpened(const std::string& repositoryId,
                                  const std::optional<engine::SnapshotId>& parent) {
    const std::scoped_lock lock{mutex_};
    observer_.onOpened(repositoryId, parent);
}

void BackupProgress::onItem(BackupItem&& item) {
    const std::scoped_lock lock{mutex_};
    observer_.onItem(item);
}

void BackupProgress::onFailure(ItemFailure&& failure) {
    const std::scoped_lock lock{mutex_};
    observer_.onFailure(failure);
}

void BackupProgress::onWarning(const std::string& message) {
    const std::scoped_lock lock{mutex_};
    observer_.onWarning(message);
}

void BackupProgress::onFileStarted(const std::string& path) {
    if (!wantsStatus_) return;
    const std::scoped_lock lock{mutex_};
    currentFiles_.push_back(path);
}

void BackupProgress::onFileDone(const std::string& path) {
    if (!wantsStatus_) return;
    const std::scoped_lock lock{mutex_};
    const auto found = std::find(currentFiles_.begin(), currentFiles_.end(), path);
    if (found != currentFiles_.end()) currentFiles_.erase(found);
}

}  // namespace tl::services
