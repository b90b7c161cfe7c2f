// Content-defined chunking, bit for bit restic's (format section 6).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "infra/engine/chunker/block_scan.h"
#include "infra/engine/chunker/rabin.h"

namespace tl::engine {

inline constexpr std::size_t kChunkSizeMin = 512U << 10U;
inline constexpr std::size_t kChunkSizeMax = 8U << 20U;

/// The tables for one polynomial; made once, shared by all threads, read-only afterwards.
class Chunker {
  public:
    /// `polynomial` must be usable (asserted). The scanner decides on nothing but the speed.
    explicit Chunker(std::uint64_t polynomial,
                     const BlockScanner& scanner = blockScanners().front());

    /// Looks for the end of the chunk that starts at `data[0]`.
    ///
    /// `data` holds what has been read of the chunk so far. `scanned` is how many of its first
    /// bytes earlier calls for this chunk have looked at (0 at first); the function moves it on.
    /// Returns the chunk's length, or 0 when the chunk goes on behind `data`. At the end of the
    /// file what is left is the chunk. Fast when each call brings 64 KiB or more.
    [[nodiscard]] std::size_t findCut(std::span<const std::byte> data,
                                      std::size_t& scanned) const noexcept;

  private:
    [[nodiscard]] std::size_t findInBlocks(const std::byte* chunk,
                                           std::size_t from,
                                           std::size_t to) const noexcept;
    [[nodiscard]] std::size_t findByteByByte(const std::byte* chunk,
                                             std::size_t from,
                                             std::size_t to) const noexcept;

    RabinTables tables_;
    BlockScanner scanner_;
};

}  // namespace tl::engine
