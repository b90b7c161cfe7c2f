// How long to wait before a failed call is tried again: longer each time, since a service that is
// overloaded needs peace, and never quite the same, since all its clients failed at the same
// moment.

#pragma once

#include <chrono>
#include <optional>

#include "infra/platform/clock.h"
#include "infra/platform/random.h"

namespace tl::storage {

struct RetryPolicy {
    std::chrono::nanoseconds firstWait = std::chrono::seconds{1};
    std::chrono::nanoseconds waitMax = std::chrono::minutes{1};
    /// How long after its first failure a call is given up. Zero: it is never tried again.
    std::chrono::nanoseconds totalMax = std::chrono::minutes{15};
    bool operator==(const RetryPolicy&) const = default;
};

/// The waits of one call.
class Backoff {
  public:
    /// Both must outlive the object.
    Backoff(const RetryPolicy& policy, Clock& clock, Random& random)
        : policy_{policy},
          clock_{clock},
          random_{random},
          wait_{policy.firstWait} {}

    /// To be called at each failure: how long to wait before the next try, from half to one and a
    /// half times a wait that doubles each time. Nothing when the time is up; the last try is made
    /// at the very end of it.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> next();

  private:
    const RetryPolicy policy_;
    Clock& clock_;
    Random& random_;
    std::chrono::nanoseconds wait_;
    std::optional<std::chrono::nanoseconds> giveUpAt_;  ///< On the monotonic clock.
};

}  // namespace tl::storage
