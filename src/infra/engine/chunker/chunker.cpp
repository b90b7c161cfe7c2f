#include "infra/engine/chunker/chunker.h"

#include <algorithm>

#include "infra/engine/chunker/polynomial.h"
#include "infra/errors/assert.h"

// The format describes a state machine that starts anew at each chunk. What it amounts to: a chunk
// ends at the first length of at least 512 KiB where the fingerprint of the last 64 bytes has 20
// zero bits, or at 8 MiB. So the first 512 KiB need no look at all, and the lengths after them may
// be tried in any order as long as the first that fits wins: block by block, in lanes
// (block_scan.h), and byte by byte where a block does not fit or is known to hold a cut.

namespace tl::engine {
namespace {

/// Below that, byte by byte costs less than a whole block.
constexpr std::size_t kWorthABlock = 4U << 10U;

}  // namespace

Chunker::Chunker(std::uint64_t polynomial, const BlockScanner& scanner)
    : tables_{polynomial},
      scanner_{scanner} {
    TL_ASSERT(isUsablePolynomial(polynomial));
    // A block that ends at the smallest length has a window before it.
    TL_ASSERT(scanner.blockSize() + kWindowSize < kChunkSizeMin);
}

std::size_t Chunker::findCut(std::span<const std::byte> data, std::size_t& scanned) const noexcept {
    const std::size_t from = std::max(scanned, kChunkSizeMin - 1);
    const std::size_t to = std::min(data.size(), kChunkSizeMax);
    scanned = to;
    if (from >= to) return 0;
    const std::size_t found = findInBlocks(data.data(), from, to);
    return found == 0 && to == kChunkSizeMax ? to : found;
}

/// The first length behind `from`, and not behind `to`, where the chunk may end; 0 if none.
std::size_t Chunker::findInBlocks(const std::byte* chunk,
                                  std::size_t from,
                                  std::size_t to) const noexcept {
    const std::size_t blockSize = scanner_.blockSize();
    while (to - from >= kWorthABlock) {
        // The last block begins early rather than late: it may see places that are behind us or
        // that lie before the smallest length, but does not look past the data.
        const std::size_t start = std::min(from, to - blockSize);
        const std::size_t lane = scanner_.findLane(tables_, chunk + start);
        if (lane < scanner_.laneCount)
            return findByteByByte(chunk, std::max(from, start + lane * scanner_.laneSize), to);
        from = start + blockSize;
    }
    return findByteByByte(chunk, from, to);
}

std::size_t Chunker::findByteByByte(const std::byte* chunk,
                                    std::size_t from,
                                    std::size_t to) const noexcept {
    std::uint64_t digest = 0;
    const auto append = [&](std::byte next) {
        digest = (digest << 8U | std::to_integer<std::uint64_t>(next)) ^
                 tables_.reduction[digest >> (kPolynomialDegree - 8)];
    };
    for (std::size_t i = from - kWindowSize; i < from; ++i)
        append(chunk[i]);
    for (std::size_t i = from; i < to; ++i) {
        digest ^= tables_.leaving[std::to_integer<std::size_t>(chunk[i - kWindowSize])];
        append(chunk[i]);
        if ((digest & kCutMask) == 0) return i + 1;
    }
    return 0;
}

}  // namespace tl::engine
