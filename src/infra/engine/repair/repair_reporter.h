// Passes on what the threads of a repair tell, one call at a time.

#pragma once

#include <cstdint>
#include <string>

#include "infra/engine/repair/repair_observer.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// **Threads:** all members may be called from any thread. The observer is called under a lock of
/// this object; it must not call back.
class RepairReporter {
  public:
    /// `observer` must outlive the object.
    explicit RepairReporter(RepairObserver& observer) : observer_{observer} {}

    void mended(const std::string& object, const std::string& message);
    void lost(const std::string& object, const std::string& message);
    void open(const std::string& object, const std::string& message);

    /// `total` 0: not known.
    void beginPhase(const std::string& name, std::uint64_t total);
    /// One more thing is done.
    void advance();

  private:
    void notice(RepairOutcome outcome, const std::string& object, const std::string& message);

    RepairObserver& observer_;
    Mutex mutex_;
    RepairStatus status_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::engine
