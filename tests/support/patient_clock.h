// A clock for tests of what waits.

#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

#include "infra/platform/clock.h"
#include "infra/resources/mutex.h"

namespace tl {

/// Short sleeps are over at once, and the hands have moved by them. Sleeps of a second and more,
/// which are those of background work, last until somebody stops them.
class PatientClock final : public Clock {
  public:
    [[nodiscard]] WallTime now() const override;
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override;
    bool sleep(std::chrono::nanoseconds duration, const std::stop_token& stop) override;

    /// Moves the hands.
    void advance(std::chrono::nanoseconds duration);

  private:
    mutable Mutex mutex_;
    std::chrono::nanoseconds sinceStart_ TL_GUARDED_BY(mutex_){0};
};

}  // namespace tl
