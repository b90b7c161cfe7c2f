// What a prune may leave as it is, and what it should write anew.

#pragma once

#include <cstdint>
#include <optional>
#include <variant>

namespace tl::engine {

/// Unused data may make up this share of what stays.
struct UnusedShare {
    double percent = 5;  ///< 0 or more, less than 100.
};
/// So many bytes of unused data may stay.
struct UnusedBytes {
    std::uint64_t bytes = 0;
};
/// Unused data alone is no reason to write a pack anew.
struct UnusedUnlimited {};

using UnusedLimit = std::variant<UnusedShare, UnusedBytes, UnusedUnlimited>;

struct PruneOptions {
    UnusedLimit maxUnused = UnusedShare{};
    std::optional<std::uint64_t> maxRepackBytes{};  ///< Of packs written anew; nothing: no limit.
    bool repackCacheableOnly = false;               ///< Leave packs of data as they are.
    bool repackUncompressed = false;                ///< Compress data that is not, in format 2.
    /// Packs below four fifths of `packSizeBytes` are small.
    bool repackSmall = false;
    /// Packs below this are small; instead of what the packs themselves or `repackSmall` suggest.
    std::optional<std::uint64_t> repackSmallerThan{};
    std::uint64_t packSizeBytes = std::uint64_t{16} << 20U;  ///< Of the packs written.
};

/// The bytes of unused data that may stay beside `usedBytes` of used data.
[[nodiscard]] std::uint64_t unusedBytesMax(const UnusedLimit& limit,
                                           std::uint64_t usedBytes) noexcept;

}  // namespace tl::engine
