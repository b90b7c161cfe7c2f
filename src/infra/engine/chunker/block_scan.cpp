#include "infra/engine/chunker/block_scan.h"

#include <algorithm>
#include <array>

#include "infra/engine/chunker/plane_scan.h"
#include "infra/engine/chunker/polynomial.h"

namespace tl::engine {
namespace {

constexpr std::size_t kLaneCount = 6;
constexpr std::size_t kLaneSize = 171 * kWindowSize;
using Digests = std::array<std::uint64_t, kLaneCount>;

bool isCut(std::uint64_t digest) noexcept {
    return (digest & kCutMask) == 0;
}

std::size_t findLane(const RabinTables& tables, const std::byte* block) noexcept {
    const auto append = [&](std::uint64_t digest, const std::byte* next) {
        return (digest << 8U | std::to_integer<std::uint64_t>(*next)) ^
               tables.reduction[digest >> (kPolynomialDegree - 8)];
    };
    Digests digests{};
    for (const std::byte* at = block - kWindowSize; at < block; ++at)
        for (std::size_t lane = 0; lane < kLaneCount; ++lane)
            digests[lane] = append(digests[lane], at + lane * kLaneSize);

    std::size_t first = kLaneCount;
    for (const std::byte* at = block; at < block + kLaneSize; ++at) {
        bool anyCut = false;
        for (std::size_t lane = 0; lane < kLaneCount; ++lane) {
            const std::byte* next = at + lane * kLaneSize;
            const auto oldest = std::to_integer<std::size_t>(*(next - kWindowSize));
            digests[lane] = append(digests[lane] ^ tables.leaving[oldest], next);
            anyCut = isCut(digests[lane]) || anyCut;
        }
        if (anyCut) [[unlikely]] {
            const auto* lane = std::ranges::find_if(digests, isCut);
            first = std::min(first, static_cast<std::size_t>(lane - digests.begin()));
        }
    }
    return first;
}

constexpr BlockScanner kPortable{"portable", kLaneCount, kLaneSize, findLane};

}  // namespace

std::span<const BlockScanner> blockScanners() noexcept {
#ifdef TL_PLANE_SCAN
    static constexpr std::array kAll{kAvx512Scanner, kAvx2Scanner, kPortable};
    const bool hasAvx2 = __builtin_cpu_supports("avx2") != 0;
    const bool hasAvx512 = hasAvx2 && __builtin_cpu_supports("avx512f") != 0 &&
                           __builtin_cpu_supports("avx512bw") != 0 &&
                           __builtin_cpu_supports("gfni") != 0;
    return std::span{kAll}.subspan(hasAvx512 ? 0 : hasAvx2 ? 1 : 2);
#else
    static constexpr std::array kAll{kPortable};
    return kAll;
#endif
}

}  // namespace tl::engine
