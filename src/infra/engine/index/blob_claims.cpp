#include "infra/engine/index/blob_claims.h"

namespace tl::engine {

BlobClaims::Shard& BlobClaims::shardOf(const BlobHandle& handle) {
    // The set hashes by the ID's first bytes; the last byte is independent of them.
    return shards_[std::to_integer<std::size_t>(handle.id.digest.back()) % kShards];
}

bool BlobClaims::tryClaim(const BlobHandle& handle) {
    if (index_.contains(handle)) return false;
    Shard& shard = shardOf(handle);
    const MutexLock lock{shard.mutex};
    return shard.of(handle.type).insert(handle.id);
}

bool BlobClaims::isKnown(const BlobHandle& handle) {
    if (index_.contains(handle)) return true;
    Shard& shard = shardOf(handle);
    const MutexLock lock{shard.mutex};
    return shard.of(handle.type).contains(handle.id);
}

}  // namespace tl::engine
