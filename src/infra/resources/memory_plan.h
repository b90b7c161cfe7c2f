// What the parts of the program may take of memory, so that together they stay within one bound.
//
// Nothing is counted while the program runs: waiting for memory that others hold is how programs
// come to stand still. The bound is divided before, and each part gets as many threads, packs and
// bytes as fit into its share:
//
//     the bound = a fixed part (the program, deriving a key, the index, listings)
//               + packs being filled and stored    three fifths of the rest
//               + threads with what they work on   two fifths of the rest
//
// Commands that write no packs have the rest for what they read.

#pragma once

#include <cstddef>
#include <cstdint>

namespace tl {

/// The least bound with which all commands work, in bytes.
inline constexpr std::uint64_t kMemoryMin = std::uint64_t{128} << 20U;

/// As it is made without arguments, nothing holds anybody back.
struct MemoryPlan {
    std::size_t packBytesMax = std::size_t{128} << 20U;  ///< Where a pack is closed at the latest.
    std::size_t connections = 1'000;                     ///< Packs on their way at once.
    std::size_t workers = 1'000;  ///< Threads that cut, compress, open, restore or copy.
    std::size_t rangesBytes = std::size_t{32} << 30U;  ///< Of all ranges being copied from packs.
    std::size_t wholeFilesBytes = std::size_t{32} << 30U;  ///< Of files that are read whole.
    std::size_t sectionItems = 500'000;                    ///< Items of a restore's section.
    bool operator==(const MemoryPlan&) const = default;

    /// How long the ranges may be that so many threads read at once, in bytes.
    [[nodiscard]] std::size_t rangeBytesFor(std::size_t threads) const noexcept;
    /// How many files may be held at once, the largest of which has `bytes`.
    [[nodiscard]] std::size_t filesAtOnce(std::uint64_t bytes) const noexcept;
};

/// Divides `bytes`, for a repository whose packs are to have `packBytes`. **Errors:** InvalidInput
/// when they are fewer than kMemoryMin.
[[nodiscard]] MemoryPlan planMemory(std::uint64_t bytes, std::size_t packBytes);

/// The bound when nobody gives one: a quarter of the machine's memory, but not less than 256 MiB.
[[nodiscard]] std::uint64_t usualMemoryBound(std::uint64_t machineBytes) noexcept;

}  // namespace tl
