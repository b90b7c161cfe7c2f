// A stop that comes by itself: for cleaning up within a limited time.

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
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

/// Requests a stop when `delay` has passed since another one was requested; never after its death.
class StopLater {
  public:
    /// `clock` must outlive the object.
    StopLater(Clock& clock, std::chrono::nanoseconds delay, const std::stop_token& first)
        : timer_{{}} {
        timer_.start("timer", [this, &clock, delay, first](const std::stop_token& stop) {
            if (waitFor(first, stop) && clock.sleep(delay, stop)) source_.request_stop();
        });
    }

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

  private:
    /// False when `stop` comes first.
    static bool waitFor(const std::stop_token& first, const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any stopped;
        const std::stop_callback wake{first, [&] {
                                          const std::scoped_lock lock{mutex};
                                          stopped.notify_all();
                                      }};
        std::unique_lock lock{mutex};
        return stopped.wait(lock, stop, [&first] { return first.stop_requested(); });
    }

    std::stop_source source_;
    WorkerGroup timer_;
};

}  // namespace tl
