#include "infra/engine/crypto/sha256_lanes.h"

#ifdef TL_SHA256_LANES
#include <cpuid.h>
#else
#include "infra/errors/assert.h"
#endif

namespace tl::engine {

#ifdef TL_SHA256_LANES

bool hasSha256Lanes() noexcept {
    static const bool hasThem = [] {
        constexpr unsigned kShaBit = 1U << 29U;  // Leaf 7, EBX (Intel SDM, volume 2, CPUID).
        unsigned eax = 0;
        unsigned ebx = 0;
        unsigned ecx = 0;
        unsigned edx = 0;
        return __builtin_cpu_supports("avx") != 0 &&
               __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & kShaBit) != 0;
    }();
    return hasThem;
}

#else

bool hasSha256Lanes() noexcept {
    return false;
}

void hashBlocks(const Sha256Lane& /*lane*/, std::size_t /*count*/) noexcept {
    TL_ASSERT(hasSha256Lanes());
}

void hashBlocks(const Sha256Lane& /*first*/,
                const Sha256Lane& /*second*/,
                std::size_t /*count*/) noexcept {
    TL_ASSERT(hasSha256Lanes());
}

#endif

}  // namespace tl::engine
