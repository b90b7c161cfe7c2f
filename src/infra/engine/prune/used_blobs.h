// Which places of the index hold something that a snapshot needs.

#pragma once

#include <span>
#include <stop_token>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/index/entry_set.h"
#include "infra/engine/prune/prune_reporter.h"
#include "infra/engine/repository/repository.h"
#include "infra/engine/repository/snapshot_store.h"

namespace tl::engine {

/// Every place of a needed blob is marked, so that a plan can choose among them.
/// **Threads:** mark() from any thread; the rest when nobody marks any more.
class UsedBlobs {
  public:
    /// `index` must outlive the object.
    explicit UsedBlobs(const BlobIndex& index)
        : index_{index},
          used_{index.blobCount()},
          copied_{index.blobCount()} {}

    /// Returns false when the index does not list the blob.
    bool mark(const BlobHandle& handle);

    [[nodiscard]] bool isUsed(EntryNumber entry) const noexcept { return used_.contains(entry); }
    /// Whether the used blob of this entry has other places, too.
    [[nodiscard]] bool hasCopies(EntryNumber entry) const noexcept {
        return copied_.contains(entry);
    }

  private:
    const BlobIndex& index_;
    EntrySet used_;
    EntrySet copied_;
};

/// Walks all trees of `snapshots`, each once, by several threads.
/// **Errors:** Corrupted when a tree cannot be read, or a blob is in no index.
[[nodiscard]] UsedBlobs findUsedBlobs(const Repository& repository,
                                      const BlobIndex& index,
                                      std::span<const LoadedSnapshot> snapshots,
                                      PruneReporter& reporter,
                                      const std::stop_token& stop);

}  // namespace tl::engine
