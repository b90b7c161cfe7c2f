#include <cerrno>

#include <sys/random.h>

#include "infra/errors/error.h"
#include "infra/platform/random.h"

namespace tl {

void SystemRandom::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        const ssize_t got = ::getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw Error{ErrorKind::Internal, "the kernel gives no random bytes"};
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

}  // namespace tl
