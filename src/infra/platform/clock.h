// Time comes in through an interface, so that a test never waits and a simulation can turn the
// hands.

#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

namespace tl {

/// A point on the wall clock: whole seconds since 1970-01-01T00:00:00Z and nanoseconds in [0, 1e9).
struct WallTime {
    std::int64_t seconds = 0;
    std::int32_t nanoseconds = 0;
    auto operator<=>(const WallTime&) const = default;
};

/// **Threads:** all members may be called from any thread.
class Clock {
  public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// The time of day. May jump, forwards and backwards.
    [[nodiscard]] virtual WallTime now() const = 0;
    /// For measuring durations; never goes back.
    [[nodiscard]] virtual std::chrono::nanoseconds monotonic() const = 0;
    /// Returns after `duration`, or at once when `stop` is requested. True when the time has
    /// passed.
    virtual bool sleep(std::chrono::nanoseconds duration, const std::stop_token& stop) = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
  public:
    [[nodiscard]] WallTime now() const override;
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override;
    bool sleep(std::chrono::nanoseconds duration, const std::stop_token& stop) override;
};

}  // namespace tl
