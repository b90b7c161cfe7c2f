#include <pthread.h>

#include "infra/platform/thread_name.h"

namespace tl {

void setThreadName(const std::string& name) noexcept {
    constexpr std::size_t kLengthMax = 15;  // The kernel's limit without the closing zero.
    (void)::pthread_setname_np(::pthread_self(), name.substr(0, kLengthMax).c_str());
}

}  // namespace tl
