// Looks for cuts in a block of data, several places at once; in a form for each kind of processor.
//
// One fingerprint after the other takes some 8 cycles a byte, because each step waits for the table
// look-ups of the one before. But a fingerprint depends on the last 64 bytes only. So a block is
// cut into lanes of equal size, each lane starts from the 64 bytes before it, and all lanes advance
// in step. As cuts are rare, a scan only says which lane holds the first one; the caller looks for
// the place in that lane.

#pragma once

#include <cstddef>
#include <span>

#include "infra/engine/chunker/rabin.h"

namespace tl::engine {

/// A way to scan a block.
struct BlockScanner {
    const char* name;
    std::size_t laneCount;
    std::size_t laneSize;  ///< Divisible by 64.
    /// `block` points to the first lane, with 64 bytes before it. Returns the first lane that holds
    /// a byte behind which the low 20 bits of the fingerprint are 0, or `laneCount`.
    std::size_t (*findLane)(const RabinTables& tables, const std::byte* block);

    [[nodiscard]] constexpr std::size_t blockSize() const { return laneCount * laneSize; }
};

/// Those that this processor can run, the fastest first; the last one runs on every processor.
[[nodiscard]] std::span<const BlockScanner> blockScanners() noexcept;

}  // namespace tl::engine
