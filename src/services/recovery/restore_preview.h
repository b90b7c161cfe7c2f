// What a restore would do to the files that are there, counted while a dry run goes on: for whoever
// restores to the original place (requirement RC-1).

#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>

#include "infra/engine/restore/restore_plan.h"
#include "infra/engine/restore/restore_progress.h"
#include "infra/platform/directory.h"
#include "infra/resources/mutex.h"
#include "services/recovery/restores.h"

namespace tl::services {

/// Counts what it is told, and passes it on. **Threads:** safe from any thread, but for look().
class RestorePreviewCounter final : public engine::RestoreListener {
  public:
    /// `inner` must outlive the object.
    explicit RestorePreviewCounter(engine::RestoreListener& inner)
        : inner_{inner},
          isInnerInterested_{inner.wantsItems()} {}

    [[nodiscard]] bool wantsItems() const override { return true; }
    void onItem(const std::string& path,
                bool isFolder,
                engine::RestoredAs action,
                std::uint64_t sizeBytes) override;
    void onFailure(const std::string& path, const std::string& message) override;

    /// Before a section is told: finds out which of its files are newer on the disk than in the
    /// snapshot. What cannot be looked at is not: that is told by whoever tries to restore it.
    void look(const engine::RestorePlan& section, Directory& target);

    [[nodiscard]] RestorePreview preview() const;

  private:
    engine::RestoreListener& inner_;
    const bool isInnerInterested_;
    mutable Mutex mutex_;
    RestorePreview preview_ TL_GUARDED_BY(mutex_);
    std::unordered_set<std::string> newer_ TL_GUARDED_BY(mutex_);  ///< Of the section.
};

}  // namespace tl::services
