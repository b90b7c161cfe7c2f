// Which blobs of one repository another one lacks, to have some snapshots whole.
//
// Every tree of the snapshots is visited once, however many snapshots share it, and each blob that
// is missing at the destination is planned once: one bit in memory for each blob of the source, and
// four bytes for each that is to be copied.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <unordered_set>
#include <vector>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/index/entry_set.h"
#include "infra/engine/repository/repository.h"
#include "infra/engine/repository/snapshot_store.h"

namespace tl::engine {

/// The source of a copy, opened. Borrows both.
struct CopySource {
    const Repository& repository;
    const BlobIndex& index;
};

/// Blobs to copy.
struct CopyBatch {
    std::vector<EntryNumber> blobs;  ///< Of the source's index; by pack, and in it by offset.
    std::uint64_t bytes = 0;         ///< Of their boxes.
};

/// **Threads:** one at a time.
class CopyPlanner {
  public:
    /// `destination` is what the other repository has. Both must outlive the object.
    CopyPlanner(const CopySource& source, const BlobIndex& destination);

    /// Adds what `snapshot` needs. After an error the plan is as it was before.
    /// **Errors:** NotFound and Corrupted when the source lacks something, or has a tree damaged.
    void add(const LoadedSnapshot& snapshot, const std::stop_token& stop);

    /// Takes note that these blobs of a batch could not be read. From now on add() fails for all
    /// snapshots that need one, also for those that were added before.
    void markLost(std::span<const EntryNumber> blobs);

    /// Of the blobs that take() would give.
    [[nodiscard]] std::uint64_t pendingBytes() const noexcept { return pending_.bytes; }
    /// What was added since the last call.
    [[nodiscard]] CopyBatch take();

  private:
    class Visitor;

    void rollBack(std::span<const EntryNumber> visited, std::size_t pendingBefore);

    const CopySource source_;
    const BlobIndex& destination_;
    EntrySet visited_;  ///< Trees whose content is planned.
    EntrySet planned_;
    std::unordered_set<EntryNumber> lost_;
    CopyBatch pending_;
};

}  // namespace tl::engine
