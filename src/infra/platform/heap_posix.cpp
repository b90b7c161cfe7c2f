#include <cstdint>
#include <cstdlib>

#include <sys/mman.h>
#include <unistd.h>

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

namespace {

/// Tells the system about the whole pages within `bytes`. A failure changes nothing that anybody
/// relies on.
void advise(std::span<std::byte> bytes, int advice) noexcept {
    const auto pageSize = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto start = reinterpret_cast<std::uintptr_t>(bytes.data());
    const std::uintptr_t skipped = (pageSize - start % pageSize) % pageSize;
    if (bytes.size() <= skipped) return;
    const std::size_t whole = (bytes.size() - skipped) / pageSize * pageSize;
    if (whole > 0) (void)::madvise(bytes.data() + skipped, whole, advice);
}

}  // namespace

void discardPages(std::span<std::byte> bytes) noexcept {
    advise(bytes, MADV_DONTNEED);
}

void wishLargePages([[maybe_unused]] std::span<std::byte> bytes) noexcept {
#if defined(MADV_HUGEPAGE)
    advise(bytes, MADV_HUGEPAGE);
#endif
}

}  // namespace tl
