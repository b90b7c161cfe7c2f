#include "infra/engine/repair/pack_salvage.h"

#include <algorithm>
#include <unordered_set>

#include "infra/engine/pack/pack_file.h"
#include "infra/engine/repair/blob_union.h"
#include "infra/errors/error.h"

namespace tl::engine {

using storage::FileType;

PackSalvager::PackSalvager(const Repository& repository)
    : repository_{repository},
      decoder_{repository} {}

PackSalvage PackSalvager::salvage(const PackId& pack,
                                  std::span<const PackedBlob> indexed,
                                  const Keep& keep,
                                  const std::stop_token& stop) {
    const auto sizeBytes = repository_.backend().trySize({FileType::Pack, pack.hex()}, stop);
    PackSalvage result;
    result.isMissing = !sizeBytes;
    std::vector<PackedBlob> blobs{indexed.begin(), indexed.end()};
    if (sizeBytes) unite(blobs, readHeader(pack, *sizeBytes, stop));
    std::unordered_set<BlobHandle> saved;
    std::unordered_set<BlobHandle> lost;
    for (const PackedBlob& blob : blobs) {
        // Index and header may name two places for one blob; one of them suffices.
        if (saved.contains(blob.handle)) continue;
        const bool isInside = std::uint64_t{blob.offset} + blob.length <= sizeBytes.value_or(0);
        const Reading reading = isInside ? read(pack, blob, stop) : Reading::Damaged;
        if (reading == Reading::Good) {
            keep(blob.handle.type, plaintext_.bytes());
            saved.insert(blob.handle);
            lost.erase(blob.handle);
        } else {
            lost.insert(blob.handle);
            result.isReadingIncomplete = result.isReadingIncomplete || reading == Reading::Failed;
        }
    }
    result.saved.assign(saved.begin(), saved.end());
    result.lost.assign(lost.begin(), lost.end());
    std::ranges::sort(result.saved);
    std::ranges::sort(result.lost);
    return result;
}

std::vector<PackedBlob> PackSalvager::readHeader(const PackId& pack,
                                                 std::uint64_t sizeBytes,
                                                 const std::stop_token& stop) const {
    try {
        return tryReadPackHeader(repository_, pack, sizeBytes, stop)
            .value_or(std::vector<PackedBlob>{});
    } catch (const Error&) {
        return {};  // Then the index has to do.
    }
}

PackSalvager::Reading PackSalvager::read(const PackId& pack,
                                         const PackedBlob& blob,
                                         const std::stop_token& stop) {
    constexpr int kAttempts = 2;
    Reading reading = Reading::Damaged;
    for (int i = 0; i < kAttempts; ++i) {
        try {
            box_.resize(blob.length);
            const auto got = repository_.backend().tryLoadRange({FileType::Pack, pack.hex()},
                                                                blob.offset, box_.bytes(), stop);
            if (!got) return Reading::Damaged;
            if (!decoder_.tryDecode(blob, box_.bytes().first(*got), plaintext_))
                return Reading::Good;
            reading = Reading::Damaged;
        } catch (const Error& error) {
            reading = error.kind() == ErrorKind::Corrupted ? Reading::Damaged : Reading::Failed;
        }
    }
    return reading;
}

}  // namespace tl::engine
