#include "infra/engine/repair/blob_union.h"

#include <algorithm>
#include <tuple>

namespace tl::engine {

namespace {

auto keyOf(const PackedBlob& blob) {
    return std::tie(blob.offset, blob.length, blob.uncompressedLength, blob.handle);
}

}  // namespace

void unite(std::vector<PackedBlob>& blobs, std::span<const PackedBlob> more) {
    blobs.insert(blobs.end(), more.begin(), more.end());
    std::ranges::sort(blobs, [](const PackedBlob& left, const PackedBlob& right) {
        return keyOf(left) < keyOf(right);
    });
    blobs.erase(std::unique(blobs.begin(), blobs.end()), blobs.end());
}

}  // namespace tl::engine
