// Calls a function at intervals, for progress.

#pragma once

#include <chrono>
#include <functional>

#include "infra/platform/clock.h"
#include "infra/resources/worker_group.h"

namespace tl {

/// Calls from a thread of its own until it dies.
class Ticker {
  public:
    /// `clock` must outlive the object. Zero or less for `interval`: never.
    Ticker(Clock& clock, std::chrono::nanoseconds interval, std::function<void()> tick)
        : thread_{{}} {
        if (interval <= std::chrono::nanoseconds{0}) return;
        thread_.start("progress", [&clock, interval, tick = std::move(tick)](const auto& stop) {
            while (clock.sleep(interval, stop))
                tick();
        });
    }

  private:
    WorkerGroup thread_;
};

}  // namespace tl
