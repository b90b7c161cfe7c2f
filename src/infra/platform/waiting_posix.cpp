#include <array>
#include <cerrno>

#include <poll.h>

#include "infra/platform/system_error.h"
#include "infra/platform/waiting.h"
#include "infra/platform/wake_pipe.h"

namespace tl::posix {

void waitForInput(int descriptor, const std::stop_token& stop) {
    if (!stop.stop_possible()) return;  // The read itself may wait.
    const WakePipe pipe;
    const std::stop_callback wake{stop, [&pipe] { pipe.wake(); }};
    std::array<::pollfd, 2> waits{{{descriptor, POLLIN, 0}, {pipe.descriptor(), POLLIN, 0}}};
    while (::poll(waits.data(), waits.size(), -1) < 0) {
        if (errno != EINTR) throwSystemError(errno, "wait for input", {});
    }
    if (stop.stop_requested()) throw Cancelled{};
}

}  // namespace tl::posix
