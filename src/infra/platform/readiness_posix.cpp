#include <algorithm>
#include <cerrno>

#include <poll.h>

#include "infra/errors/stop.h"
#include "infra/platform/readiness.h"
#include "infra/platform/system_error.h"

namespace tl {

namespace {

// A look at the stop ten times a second costs less than a pipe for each wait to be woken by.
constexpr std::chrono::milliseconds kSlice{100};

}  // namespace

Readiness waitUntilReady(int descriptor,
                         Readiness wanted,
                         std::chrono::milliseconds timeMax,
                         const std::stop_token& stop) {
    const int events = (wanted.canRead ? POLLIN : 0) | (wanted.canWrite ? POLLOUT : 0);
    ::pollfd wait{descriptor, static_cast<short>(events), 0};
    std::chrono::milliseconds left = std::max(timeMax, std::chrono::milliseconds{0});
    while (true) {
        throwIfStopped(stop);
        const auto slice = std::min(left, kSlice);
        const int found = ::poll(&wait, 1, static_cast<int>(slice.count()));
        if (found < 0 && errno != EINTR) throwSystemError(errno, "wait for a connection", {});
        if (found > 0) break;
        left -= slice;
        if (left <= std::chrono::milliseconds{0}) return {};
    }
    constexpr int kTrouble = POLLHUP | POLLERR | POLLNVAL;
    return {.canRead = (wait.revents & (POLLIN | kTrouble)) != 0,
            .canWrite = (wait.revents & POLLOUT) != 0};
}

}  // namespace tl
