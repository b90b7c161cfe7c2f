// The table at the end of a pack (format section 4).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infra/engine/format/blob.h"

namespace tl::engine {

inline constexpr std::size_t kBoxOverhead = 32;            ///< IV and MAC of a box.
inline constexpr std::size_t kHeaderEntrySize = 37;        ///< Types 0 and 1.
inline constexpr std::size_t kHeaderEntrySizePacked = 41;  ///< Types 2 and 3 (compressed).
inline constexpr std::size_t kHeaderLengthSize = 4;        ///< The length field at the very end.
inline constexpr std::size_t kHeaderSizeMax = 16U << 20U;  ///< Of the header's box.
inline constexpr std::size_t kPackSizeMin = 73;

[[nodiscard]] constexpr std::size_t headerEntrySize(const PackedBlob& blob) noexcept {
    return blob.isCompressed() ? kHeaderEntrySizePacked : kHeaderEntrySize;
}

/// The plaintext of the header for `blobs`, which must be in the order of their offsets without
/// gaps.
[[nodiscard]] std::vector<std::byte> writePackHeader(std::span<const PackedBlob> blobs);

/// The blobs of a decrypted header; offsets are the running sum of lengths.
/// **Errors:** Corrupted for an unknown type, a length below 32, trailing bytes, or a sum above
/// 2^32 − 1.
[[nodiscard]] std::vector<PackedBlob> readPackHeader(std::span<const std::byte> header);

/// The length of the header's box from a pack's last four bytes.
/// **Errors:** Corrupted unless 32 ≤ length ≤ min(16 MiB, packSizeBytes − 4).
[[nodiscard]] std::size_t readHeaderLength(std::span<const std::byte, kHeaderLengthSize> lastBytes,
                                           std::uint64_t packSizeBytes);

/// What a pack with these blobs measures in bytes.
[[nodiscard]] std::uint64_t packSizeOf(std::span<const PackedBlob> blobs) noexcept;

}  // namespace tl::engine
