// From the engine's counters and events to a RestoreObserver, which hears one thing at a time.

#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "infra/engine/restore/restore_progress.h"
#include "infra/platform/clock.h"
#include "infra/resources/mutex.h"
#include "services/recovery/restores.h"

namespace tl::services {

/// **Threads:** safe from any thread.
class RestoreProgressBridge final : public engine::RestoreListener {
  public:
    /// Both must outlive the object. Time counts from here on.
    RestoreProgressBridge(RestoreObserver& observer, const Clock& clock);

    [[nodiscard]] bool wantsItems() const override { return observer_.wantsItems(); }
    void onItem(const std::string& path,
                bool isFolder,
                engine::RestoredAs action,
                std::uint64_t sizeBytes) override;
    void onFailure(const std::string& path, const std::string& message) override;

    void reportKept(const std::string& folder);
    void reportStarted(const StoredSnapshot& snapshot, const std::string& target);
    [[nodiscard]] RestoreStatus statusOf(const engine::RestoreCounters& counters) const;
    void reportStatus(const engine::RestoreCounters& counters);

  private:
    RestoreObserver& observer_;
    const Clock& clock_;
    const std::chrono::nanoseconds start_;
    Mutex mutex_;  ///< Held while the observer is told something.
};

}  // namespace tl::services
