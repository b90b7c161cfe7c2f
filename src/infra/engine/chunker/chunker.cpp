#include "infra/engine/chunker/chunker.h"

#include <algorithm>

#include "infra/engine/chunker/polynomial.h"
#include "infra/errors/assert.h"

namespace tl::engine {
namespace {

constexpr std::size_t kWindow = 64;
constexpr unsigned kTopShift = kPolynomialDegree - 8;
constexpr std::uint64_t kCutMask = (1U << 20U) - 1;

}  // namespace

Chunker::Chunker(std::uint64_t polynomial) {
    TL_ASSERT(isUsablePolynomial(polynomial));
    for (std::uint64_t byte = 0; byte < 256; ++byte) {
        std::uint64_t hash = byte;
        for (std::size_t i = 1; i < kWindow; ++i)
            hash = polynomialRemainder(hash << 8U, polynomial);
        out_[byte] = hash;
        const std::uint64_t top = byte << static_cast<unsigned>(kPolynomialDegree);
        mod_[byte] = polynomialRemainder(top, polynomial) | top;
    }
}

std::size_t Chunker::findCut(std::span<const std::byte> data, std::size_t& scanned) const noexcept {
    const std::size_t end = std::min(data.size(), kChunkSizeMax);
    std::size_t size = std::max(scanned + 1, kChunkSizeMin);
    scanned = end;
    if (size > end) return 0;

    std::uint64_t digest = 0;
    const auto append = [&](std::byte next) {
        digest = (digest << 8U | std::to_integer<std::uint64_t>(next)) ^ mod_[digest >> kTopShift];
    };
    for (std::size_t i = size - kWindow; i < size; ++i)
        append(data[i]);
    for (; (digest & kCutMask) != 0 && size < end; ++size) {
        digest ^= out_[std::to_integer<std::size_t>(data[size - kWindow])];
        append(data[size]);
    }
    const bool isCut = (digest & kCutMask) == 0 || size == kChunkSizeMax;
    return isCut ? size : 0;
}

}  // namespace tl::engine
