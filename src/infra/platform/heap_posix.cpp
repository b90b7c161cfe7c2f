#include <cstdlib>

#include "infra/platform/heap.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace tl {

void returnFreedMemory() noexcept {
#if defined(__GLIBC__)
    // glibc's own start values; setting them keeps it from moving them.
    constexpr int kThreshold = 128 * 1024;
    (void)::mallopt(M_TRIM_THRESHOLD, kThreshold);
    (void)::mallopt(M_MMAP_THRESHOLD, kThreshold);
#endif
}

}  // namespace tl
