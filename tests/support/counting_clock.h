// A clock for tests of what waits: sleeps are over at once, and the hands have moved by them.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <utility>
#include <vector>

#include "infra/platform/clock.h"
#include "infra/resources/mutex.h"

namespace tl {

class CountingClock final : public Clock {
  public:
    [[nodiscard]] WallTime now() const override {
        const auto time = std::chrono::seconds{startSeconds} + monotonic();
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(time);
        return {.seconds = whole.count(),
                .nanoseconds = static_cast<std::int32_t>((time - whole).count())};
    }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override {
        const MutexLock lock{mutex_};
        return sinceStart_;
    }
    bool sleep(std::chrono::nanoseconds duration, const std::stop_token& stop) override {
        if (onSleep) onSleep();
        if (stop.stop_requested()) return false;
        advance(duration);
        const MutexLock lock{mutex_};
        sleeps_.push_back(duration);
        return true;
    }

    /// Moves the hands.
    void advance(std::chrono::nanoseconds duration) {
        const MutexLock lock{mutex_};
        sinceStart_ += duration;
    }
    /// The sleeps so far that were not stopped.
    [[nodiscard]] std::vector<std::chrono::nanoseconds> sleeps() const {
        const MutexLock lock{mutex_};
        return sleeps_;
    }

    std::function<void()> onSleep;              ///< Called before each sleep.
    std::int64_t startSeconds = 1'700'000'000;  ///< The time of day at the start.

  private:
    mutable Mutex mutex_;
    std::chrono::nanoseconds sinceStart_ TL_GUARDED_BY(mutex_){0};
    std::vector<std::chrono::nanoseconds> sleeps_ TL_GUARDED_BY(mutex_);
};

}  // namespace tl
