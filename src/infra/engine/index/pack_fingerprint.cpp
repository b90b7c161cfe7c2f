#include "infra/engine/index/pack_fingerprint.h"

#include <cstring>

namespace tl::engine {

namespace {

/// A step of MurmurHash3's: every bit of `hash` and `value` changes half of the bits.
std::uint64_t mix(std::uint64_t hash, std::uint64_t value) noexcept {
    constexpr std::uint64_t kFirst = 0xff51afd7ed558ccd;
    constexpr std::uint64_t kSecond = 0xc4ceb9fe1a85ec53;
    hash ^= value;
    hash = (hash ^ hash >> 33U) * kFirst;
    hash = (hash ^ hash >> 33U) * kSecond;
    return hash ^ hash >> 33U;
}

std::uint64_t hashOf(const PackedBlob& blob) noexcept {
    std::uint64_t hash = static_cast<std::uint64_t>(blob.handle.type) + 1;
    for (std::size_t i = 0; i < sizeof(Digest); i += sizeof hash) {
        std::uint64_t word = 0;
        std::memcpy(&word, &blob.handle.id.digest[i], sizeof word);
        hash = mix(hash, word);
    }
    return mix(mix(hash, std::uint64_t{blob.offset} << 32U | blob.length), blob.uncompressedLength);
}

}  // namespace

std::uint64_t fingerprintOf(const IndexedPack& pack) noexcept {
    std::uint64_t sum = mix(0, pack.blobs.size());
    for (const PackedBlob& blob : pack.blobs)
        sum += hashOf(blob);  // A sum does not depend on the order.
    return sum;
}

}  // namespace tl::engine
