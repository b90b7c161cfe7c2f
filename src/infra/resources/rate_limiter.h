// Lets so many bytes, or calls, pass a second and no more, however many threads bring them.
//
// There is a line of all that was ever asked for. The limiter lets it pass at the rate in force, by
// the clock, so that a sleep which lasts too long is made up for by the next. Who asks takes a
// place at the end and waits until the line has moved up to it. What was not used while nobody
// asked is lost, but for a quarter of a second's worth.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>

#include "infra/platform/clock.h"
#include "infra/resources/mutex.h"

namespace tl {

/// **Threads:** safe from any.
class RateLimiter {
  public:
    /// The rate at this moment, in units a second; 0: no limit. Asked often, from any thread.
    using Rate = std::function<std::uint64_t()>;

    /// `clock` must outlive the object.
    RateLimiter(Clock& clock, Rate rate);

    /// Returns when `units` more may pass: with a rate of r, units / r seconds after what was taken
    /// before. A new rate is noticed within a quarter of a second.
    /// **Errors:** Cancelled on stop.
    void take(std::uint64_t units, const std::stop_token& stop);

  private:
    void moveUp(std::uint64_t rate) TL_REQUIRES(mutex_);

    Clock& clock_;
    const Rate rate_;
    Mutex mutex_;
    std::chrono::nanoseconds movedAt_ TL_GUARDED_BY(mutex_);
    double passed_ TL_GUARDED_BY(mutex_) = 0;  ///< Of the line, in units since the start.
    double taken_ TL_GUARDED_BY(mutex_) = 0;   ///< The end of the line.
};

}  // namespace tl
