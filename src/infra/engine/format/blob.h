// Blobs as packs and indexes name them.

#pragma once

#include <cstdint>
#include <functional>

#include "infra/engine/format/id.h"

namespace tl::engine {

enum class BlobType : std::uint8_t { Data, Tree };

/// What identifies a blob. A data and a tree blob with the same ID are two blobs.
struct BlobHandle {
    BlobType type = BlobType::Data;
    BlobId id;
    auto operator<=>(const BlobHandle&) const = default;
};

/// A blob's place inside a pack. All figures in bytes.
struct PackedBlob {
    BlobHandle handle;
    std::uint32_t offset = 0;              ///< Of the box, from the pack's first byte.
    std::uint32_t length = 0;              ///< Of the box, including its 32 bytes.
    std::uint32_t uncompressedLength = 0;  ///< 0: the blob is stored uncompressed.
    bool operator==(const PackedBlob&) const = default;

    [[nodiscard]] constexpr bool isCompressed() const noexcept { return uncompressedLength != 0; }
    /// The plaintext's length. `length` must be at least 32.
    [[nodiscard]] constexpr std::uint32_t plaintextLength() const noexcept {
        return isCompressed() ? uncompressedLength : length - 32;
    }
};

}  // namespace tl::engine

template <>
struct std::hash<tl::engine::BlobHandle> {
    std::size_t operator()(const tl::engine::BlobHandle& handle) const noexcept {
        return std::hash<tl::engine::BlobId>{}(handle.id) ^ static_cast<std::size_t>(handle.type);
    }
};
