#include "storage/limit/work_window.h"

#include <chrono>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/resources/time_of_day.h"

namespace tl::storage {

namespace {

/// The clock may be set, and a machine may sleep, so it is looked at often.
constexpr std::chrono::seconds kLookEvery{5};

}  // namespace

bool WorkWindow::isOpen() const {
    return span_.contains(sinceMidnight(clock_.now(), zone_));
}

void WorkWindow::pass(const std::stop_token& stop) {
    throwIfStopped(stop);
    if (isOpen()) return setPaused(false);
    setPaused(true);
    while (!isOpen())
        if (!clock_.sleep(kLookEvery, stop)) throw Cancelled{};
    setPaused(false);
}

void WorkWindow::setPaused(bool isPaused) {
    {
        const MutexLock lock{mutex_};
        if (std::exchange(isPaused_, isPaused) == isPaused) return;
    }
    if (!listener_) return;
    listener_(isPaused ? "outside of the window " + toText(span_) +
                             ": paused until it opens; the repository stays locked"
                       : "inside the window " + toText(span_) + ": going on");
}

}  // namespace tl::storage
