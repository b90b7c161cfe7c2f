// Blobs in memory for files that are read piece by piece: what was read last stays, up to a limit,
// and what will be read next is loaded ahead by threads of its own.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <unordered_map>
#include <utility>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/repository/repository.h"
#include "infra/errors/error.h"
#include "infra/resources/bounded_queue.h"
#include "infra/resources/buffer.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

/// A blob's plaintext; shared by the cache and those who read from it.
using CachedContent = std::shared_ptr<const Buffer>;
/// Shared by the mount and the files that were opened with it.
using SharedIndex = std::shared_ptr<const BlobIndex>;

/// **Threads:** all members may be called from any thread.
class ContentCache {
  public:
    /// Keeps up to `sizeMax` bytes, and what is in use. `repository` must outlive the object.
    ContentCache(const Repository& repository, std::size_t sizeMax, const std::stop_token& stop);

    /// The blob; waits for whoever is loading it already.
    /// **Errors:** NotFound, Corrupted, Unavailable, Cancelled.
    [[nodiscard]] CachedContent load(const SharedIndex& index,
                                     const BlobId& id,
                                     const std::stop_token& stop);
    /// Has the blob loaded, unless it is there or too much waits to be loaded.
    void prefetch(const SharedIndex& index, const BlobId& id);

  private:
    struct Slot {
        CachedContent content;               ///< Null while it is being loaded.
        std::list<BlobId>::iterator recent;  ///< Its place in recent_, once it is loaded.
    };
    using Order = std::pair<SharedIndex, BlobId>;

    /// Loads the blob into its slot, which is there and empty.
    [[nodiscard]] CachedContent fill(BlobReader& reader,
                                     const BlobId& id,
                                     const std::stop_token& stop);
    void keep(const BlobId& id, const CachedContent& content);
    void giveUp(const BlobId& id);
    void work(const std::stop_token& stop);

    const Repository& repository_;
    const std::size_t sizeMax_;
    std::mutex mutex_;  ///< Guards all up to loaded_.
    std::unordered_map<BlobId, Slot> slots_;
    std::list<BlobId> recent_;  ///< The one used last in front.
    std::size_t size_ = 0;
    std::size_t waitingOrders_ = 0;
    std::condition_variable_any loaded_;
    BoundedQueue<Order> orders_;
    WorkerGroup workers_;
};

}  // namespace tl::engine
