// The rates that are in force now. They follow the time of day, and a file that may be changed
// while the program runs: so whoever needs the line writes two words and has it, and no backup has
// to be stopped.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "infra/platform/clock.h"
#include "infra/platform/time_zone.h"
#include "infra/resources/mutex.h"
#include "infra/resources/rate_schedule.h"

namespace tl {

struct LineLimits {
    RateSchedule upload;
    RateSchedule download;
    bool operator==(const LineLimits&) const = default;
};

/// Reads lines `upload=SCHEDULE` and `download=SCHEDULE`; empty lines and those that begin with `#`
/// are passed over. What the text does not name stays as in `otherwise`.
/// **Errors:** InvalidInput.
[[nodiscard]] LineLimits parseLimitFile(std::string_view text, const LineLimits& otherwise);

/// **Threads:** safe from any.
class LimitControl {
  public:
    /// Told when the file cannot be used; then the limits stay as they were. Once for each new
    /// reason, from any thread.
    using Listener = std::function<void(const std::string& problem)>;

    /// `clock` must outlive the object.
    LimitControl(Clock& clock, TimeZone zone);

    /// Sets the limits, and the file that overrides them while it exists; empty: none.
    void set(const LineLimits& limits, const std::string& file, Listener listener);

    /// In bytes a second; 0: no limit. Looks at the clock and the file at most once a second.
    [[nodiscard]] std::uint64_t uploadRate();
    [[nodiscard]] std::uint64_t downloadRate();

  private:
    struct Settings {
        LineLimits limits;
        std::string file;
        Listener listener;
    };

    void refreshSometimes();
    void refresh();
    [[nodiscard]] Settings settings();
    void putInForce(const LineLimits& limits);

    Clock& clock_;
    const TimeZone zone_;
    std::atomic<std::int64_t> nextLook_;  ///< On the monotonic clock.
    std::atomic<std::uint64_t> uploadRate_ = 0;
    std::atomic<std::uint64_t> downloadRate_ = 0;

    Mutex mutex_;
    Settings settings_ TL_GUARDED_BY(mutex_);
    LineLimits inForce_ TL_GUARDED_BY(mutex_);
    std::string problem_ TL_GUARDED_BY(mutex_);  ///< The last that was told.
};

}  // namespace tl
