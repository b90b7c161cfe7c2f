// One backup's progress: from the engine's counters and events to one observer, one call at a time.

#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "infra/engine/archive/archive_events.h"
#include "infra/engine/archive/scanner.h"
#include "infra/platform/clock.h"
#include "services/backup/backups.h"

namespace tl::services {

/// **Threads:** all members may be called from any thread.
class BackupProgress final : public engine::ArchiveEvents {
  public:
    /// Both must outlive the object.
    BackupProgress(BackupObserver& observer, const Clock& clock);

    [[nodiscard]] engine::ArchiveCounters& counters() noexcept { return counters_; }
    [[nodiscard]] engine::ScanCounters& scanCounters() noexcept { return scan_; }
    [[nodiscard]] std::chrono::nanoseconds elapsed() const;

    /// Tells the observer how far it has come.
    void reportStatus();
    void reportScanFinished();
    void reportOpened(const std::string& repositoryId,
                      const std::optional<engine::SnapshotId>& parent);

    [[nodiscard]] bool wantsItems() const override { return wantsItems_; }
    void onItem(BackupItem&& item) override;
    void onFailure(ItemFailure&& failure) override;
    void onWarning(const std::string& message) override;
    void onFileStarted(const std::string& path) override;
    void onFileDone(const std::string& path) override;

  private:
    [[nodiscard]] BackupStatus status() const;

    BackupObserver& observer_;
    const Clock& clock_;
    const bool wantsItems_;
    const bool wantsStatus_;
    const std::chrono::nanoseconds startedAt_;
    engine::ArchiveCounters counters_;
    engine::ScanCounters scan_;
    std::mutex mutex_;  ///< Held while the observer is called; guards what follows.
    bool isScanFinished_ = false;
    std::vector<std::string> currentFiles_;
};

}  // namespace tl::services
