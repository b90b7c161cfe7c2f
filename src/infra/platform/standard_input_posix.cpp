#include <cerrno>

#include <unistd.h>

#include "infra/platform/standard_input.h"
#include "infra/platform/system_error.h"
#include "infra/platform/waiting.h"

namespace tl {

std::size_t readStandardInput(std::span<std::byte> out, const std::stop_token& stop) {
    std::size_t filled = 0;
    while (filled < out.size()) {
        posix::waitForInput(STDIN_FILENO, stop);
        const ssize_t got = ::read(STDIN_FILENO, out.data() + filled, out.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throwSystemError(errno, "read", "standard input");
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    return filled;
}

}  // namespace tl
