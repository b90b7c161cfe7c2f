// The hours in which a repository may be worked with. Outside of them all calls wait, and with them
// whoever made them: queues fill, readers stop, and everything goes on where it was when the window
// opens. Nothing is lost, since nothing was given up.

#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>

#include "infra/platform/clock.h"
#include "infra/platform/time_zone.h"
#include "infra/resources/mutex.h"
#include "infra/resources/time_of_day.h"

namespace tl::storage {

/// **Threads:** safe from any.
class WorkWindow {
  public:
    /// Told when work pauses, with what it waits for, and when it goes on.
    using Listener = std::function<void(const std::string& news)>;

    /// `clock` must outlive the object.
    WorkWindow(DaySpan span, Clock& clock, TimeZone zone, Listener listener)
        : span_{span},
          clock_{clock},
          zone_{std::move(zone)},
          listener_{std::move(listener)} {}

    /// Returns at once inside the window, else when it opens. **Errors:** Cancelled on stop.
    void pass(const std::stop_token& stop);

  private:
    [[nodiscard]] bool isOpen() const;
    void setPaused(bool isPaused);

    const DaySpan span_;
    Clock& clock_;
    const TimeZone zone_;
    const Listener listener_;
    Mutex mutex_;
    bool isPaused_ TL_GUARDED_BY(mutex_) = false;
};

}  // namespace tl::storage
