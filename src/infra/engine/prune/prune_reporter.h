// Counts what the parts of a prune have done and passes it on to the one who watches.

#pragma once

#include <cstdint>
#include <string>

#include "infra/engine/prune/prune_observer.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// **Threads:** all members may be called from any thread. The observer is called under a lock of
/// this object, because that is what "one at a time" means; it must not call back.
class PruneReporter {
  public:
    /// `observer` must outlive the object.
    explicit PruneReporter(PruneObserver& observer) : observer_{observer} {}

    /// `total` and `bytesTotal` 0: not known, or not counted.
    void beginPhase(PrunePhase phase, std::uint64_t total, std::uint64_t bytesTotal = 0);
    /// `count` more things are done.
    void advance(std::uint64_t count, std::uint64_t bytes = 0);
    void plan(const PruneFigures& figures);
    void warn(const std::string& message);

  private:
    PruneObserver& observer_;
    Mutex mutex_;
    PruneStatus status_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl::engine
