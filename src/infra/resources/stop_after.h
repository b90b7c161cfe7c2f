// A stop that comes by itself: for cleaning up within a limited time.

#pragma once

#include <chrono>
#include <stop_token>

#include "infra/platform/clock.h"
#include "infra/resources/worker_group.h"

namespace tl {

/// Requests a stop when `delay` has passed; never after its death.
class StopAfter {
  public:
    /// `clock` must outlive the object.
    StopAfter(Clock& clock, std::chrono::nanoseconds delay) : timer_{{}} {
        timer_.start("timer", [this, &clock, delay](const std::stop_token& stop) {
            if (clock.sleep(delay, stop)) source_.request_stop();
        });
    }

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

  private:
    std::stop_source source_;
    WorkerGroup timer_;
};

}  // namespace tl
