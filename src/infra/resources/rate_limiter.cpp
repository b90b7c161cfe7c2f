#include "infra/resources/rate_limiter.h"

#include <algorithm>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"

namespace tl {

using std::chrono::nanoseconds;
using Seconds = std::chrono::duration<double>;

namespace {

/// Between two looks at the rate, and how long unused room is kept.
constexpr Seconds kStep{0.25};

}  // namespace

RateLimiter::RateLimiter(Clock& clock, Rate rate)
    : clock_{clock},
      rate_{std::move(rate)},
      movedAt_{clock.monotonic()} {}

void RateLimiter::moveUp(std::uint64_t rate) {
    const nanoseconds now = clock_.monotonic();
    const Seconds since{now - movedAt_};
    movedAt_ = now;
    const double room = static_cast<double>(rate) * kStep.count();
    if (rate == 0)
        passed_ = taken_;
    else
        passed_ = std::min(passed_ + static_cast<double>(rate) * since.count(), taken_ + room);
}

void RateLimiter::take(std::uint64_t units, const std::stop_token& stop) {
    throwIfStopped(stop);
    double place = 0;
    for (bool isInLine = false;; isInLine = true) {
        const std::uint64_t rate = rate_();
        Seconds wait{0};
        {
            const MutexLock lock{mutex_};
            moveUp(rate);
            if (!isInLine) {
                taken_ += static_cast<double>(units);
                place = taken_;
            }
            if (rate == 0) passed_ = taken_;
            if (passed_ >= place) return;
            wait = Seconds{(place - passed_) / static_cast<double>(rate)};
        }
        // Rounded up: a sleep of nothing would be no wait at all.
        const auto pause =
            std::chrono::duration_cast<nanoseconds>(std::min(wait, kStep)) + nanoseconds{1};
        if (!clock_.sleep(pause, stop)) throw Cancelled{};
    }
}

}  // namespace tl
