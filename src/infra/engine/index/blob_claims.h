// Who stores which blob: in one run each new blob is stored once, however many threads come across
// it.

#pragma once

#include <array>
#include <cstddef>

#include "infra/engine/index/blob_id_set.h"
#include "infra/engine/index/blob_index.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// **Threads:** all members may be called from any thread.
class BlobClaims {
  public:
    /// `index` holds what is stored already; it must outlive the object and stay as it is.
    explicit BlobClaims(const BlobIndex& index) : index_{index} {}

    /// True for the first caller with a blob that is new: it has to store it.
    [[nodiscard]] bool tryClaim(const BlobHandle& handle);
    /// True when the blob is stored, or somebody is at it.
    [[nodiscard]] bool isKnown(const BlobHandle& handle);

  private:
    /// Many small sets with a lock each, so that threads seldom wait for each other.
    struct Shard {
        Mutex mutex;
        BlobIdSet data TL_GUARDED_BY(mutex);
        BlobIdSet trees TL_GUARDED_BY(mutex);

        [[nodiscard]] BlobIdSet& of(BlobType type) TL_REQUIRES(mutex) {
            return type == BlobType::Tree ? trees : data;
        }
    };
    static constexpr std::size_t kShards = 64;

    [[nodiscard]] Shard& shardOf(const BlobHandle& handle);

    const BlobIndex& index_;
    std::array<Shard, kShards> shards_;
};

}  // namespace tl::engine
