// One place of one blob, as the tables of the index keep it: 48 bytes.

#pragma once

#include <compare>
#include <cstdint>

#include "infra/engine/format/blob.h"

namespace tl::engine {

/// Stands for one place of one blob: from 0 to BlobIndex::blobCount(), without gaps. Keeps its
/// meaning as long as the index lives; another index, also of the same repository, numbers
/// otherwise.
using EntryNumber = std::uint32_t;
/// Stands for a pack in the same way: from 0 to BlobIndex::packCount().
using PackNumber = std::uint32_t;

/// As many packs as an entry can tell apart.
inline constexpr std::uint64_t kPacksMax = std::uint64_t{1} << 31U;

/// Ordered by the blob's ID first.
struct IndexEntry {
    Digest id{};
    std::uint32_t packAndType = 0;  ///< The pack's number, shifted by one, and the type below.
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    std::uint32_t uncompressedLength = 0;
    auto operator<=>(const IndexEntry&) const = default;

    [[nodiscard]] static IndexEntry make(const PackedBlob& blob, PackNumber pack) noexcept {
        IndexEntry entry{blob.handle.id.digest, static_cast<std::uint32_t>(blob.handle.type),
                         blob.offset, blob.length, blob.uncompressedLength};
        entry.setPack(pack);
        return entry;
    }
    [[nodiscard]] BlobType type() const noexcept { return static_cast<BlobType>(packAndType & 1U); }
    [[nodiscard]] PackNumber pack() const noexcept { return packAndType >> 1U; }
    void setPack(PackNumber pack) noexcept { packAndType = pack << 1U | (packAndType & 1U); }
    [[nodiscard]] PackedBlob blob() const noexcept {
        return {{type(), BlobId{id}}, offset, length, uncompressedLength};
    }
};
static_assert(sizeof(IndexEntry) == 48);

}  // namespace tl::engine
