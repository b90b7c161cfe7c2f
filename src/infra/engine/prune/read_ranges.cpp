#include "infra/engine/prune/read_ranges.h"

#include <algorithm>

namespace tl::engine {

namespace {

constexpr std::uint64_t kGapMax = 1U << 20U;

}  // namespace

std::vector<ReadRange> planReads(const BlobIndex& index,
                                 std::span<const EntryNumber> blobs,
                                 std::size_t rangeBytesMax) {
    std::vector<ReadRange> ranges;
    for (std::size_t i = 0; i < blobs.size(); ++i) {
        const PackNumber pack = index.packNumberOf(blobs[i]);
        const PackedBlob blob = index.at(blobs[i]).blob;
        const std::uint64_t end = std::uint64_t{blob.offset} + blob.length;
        if (!ranges.empty() && ranges.back().pack == pack) {
            ReadRange& last = ranges.back();
            const std::uint64_t lastEnd = std::uint64_t{last.offset} + last.length;
            if (blob.offset <= lastEnd + kGapMax &&
                end <= last.offset + std::uint64_t{rangeBytesMax}) {
                // Blobs of a forged index may overlap.
                last.length = static_cast<std::uint32_t>(std::max(end, lastEnd) - last.offset);
                last.blobs = {last.blobs.data(), last.blobs.size() + 1};
                continue;
            }
        } else if (!ranges.empty()) {
            ranges.back().isLastOfPack = true;
        }
        ranges.push_back({.pack = pack,
                          .offset = blob.offset,
                          .length = blob.length,
                          .blobs = blobs.subspan(i, 1),
                          .isLastOfPack = false});
    }
    if (!ranges.empty()) ranges.back().isLastOfPack = true;
    return ranges;
}

}  // namespace tl::engine
