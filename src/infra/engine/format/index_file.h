// Index files: which blobs are where in which packs (format section 5).

#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/format/blob.h"

namespace tl::engine {

struct IndexedPack {
    PackId id;
    std::vector<PackedBlob> blobs;
    bool operator==(const IndexedPack&) const = default;
};

/// The JSON of an index file, with its closing newline.
[[nodiscard]] std::string writeIndexFile(std::span<const IndexedPack> packs);

/// Calls `visit` for each pack under `packs`; ignores `supersedes`, `packs_to_delete` and unknown
/// keys. Also reads the bare array of restic 0.1.0.
/// **Errors:** Corrupted, also for lengths below 32 or offset + length above 2^32 − 1.
void readIndexFile(std::span<const std::byte> json,
                   const std::function<void(IndexedPack&& pack)>& visit);

}  // namespace tl::engine
