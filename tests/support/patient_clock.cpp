#include "tests/support/patient_clock.h"

#include <condition_variable>
#include <mutex>

namespace tl {

using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

constexpr seconds kStart{1'700'000'000};

}  // namespace

WallTime PatientClock::now() const {
    const nanoseconds time = kStart + monotonic();
    const auto whole = std::chrono::duration_cast<seconds>(time);
    return {.seconds = whole.count(),
            .nanoseconds = static_cast<std::int32_t>((time - whole).count())};
}

nanoseconds PatientClock::monotonic() const {
    const MutexLock lock{mutex_};
    return sinceStart_;
}

bool PatientClock::sleep(nanoseconds duration, const std::stop_token& stop) {
    if (stop.stop_requested()) return false;
    if (duration < seconds{1}) {
        advance(duration);
        return true;
    }
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock{mutex};
    stopped.wait(lock, stop, [] { return false; });
    return false;
}

void PatientClock::advance(nanoseconds duration) {
    const MutexLock lock{mutex_};
    sinceStart_ += duration;
}

}  // namespace tl
