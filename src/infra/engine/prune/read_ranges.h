// Which bytes of which packs to read for a list of blobs.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "infra/engine/index/blob_index.h"

namespace tl::engine {

/// One request to the backend, and the blobs it brings.
struct ReadRange {
    PackNumber pack = 0;
    std::uint32_t offset = 0;  ///< In the pack.
    std::uint32_t length = 0;
    std::span<const EntryNumber> blobs{};
    bool isLastOfPack = false;
};

/// The requests for `blobs`, which come by pack and in each pack by offset. What lies between two
/// blobs is read along up to 1 MiB, because a request costs more than that; a request has at most
/// `rangeBytesMax`, unless for a single blob. Borrows `blobs`.
[[nodiscard]] std::vector<ReadRange> planReads(const BlobIndex& index,
                                               std::span<const EntryNumber> blobs,
                                               std::size_t rangeBytesMax);

}  // namespace tl::engine
