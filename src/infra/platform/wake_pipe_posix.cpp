#include <array>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "infra/platform/system_error.h"
#include "infra/platform/wake_pipe.h"

namespace tl {

WakePipe::WakePipe() {
    std::array<int, 2> ends{};
    // Non-blocking: a handler must not wait, and one byte in the pipe says all there is to say.
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        throwSystemError(errno, "make a pipe", {});
    readEnd_ = ends[0];
    writeEnd_ = ends[1];
}

WakePipe::~WakePipe() {
    ::close(readEnd_);
    ::close(writeEnd_);
}

void WakePipe::wake() const noexcept {
    // A signal handler calls this, and may not change what it interrupts.
    const int keptError = errno;
    const char byte = 0;
    [[maybe_unused]] const auto written = ::write(writeEnd_, &byte, 1);
    errno = keptError;
}

void WakePipe::reset() const noexcept {
    std::array<char, 64> bytes{};
    while (::read(readEnd_, bytes.data(), bytes.size()) > 0) {
    }
}

}  // namespace tl
