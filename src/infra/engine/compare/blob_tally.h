// Which blobs only one of two snapshots has: what the change between them costs, or frees.

#pragma once

#include <cstddef>
#include <stop_token>
#include <vector>

#include "infra/engine/compare/comparison.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// Takes three bits for every blob of the repository. **Threads:** one at a time.
class BlobTally {
  public:
    /// Both must outlive the object.
    BlobTally(const Repository& repository, const BlobIndex& index);

    void add(Side side, const BlobHandle& handle);
    /// The content of a file, or the tree of a folder.
    void add(Side side, const Node& node);
    /// A tree that both sides have, with all below it.
    void addCommon(const BlobId& tree) { commonTrees_.push_back(tree); }

    /// Counts the blobs of one side that the other has nowhere. Common trees are looked into, each
    /// once and several at a time, when there are any such blobs.
    void finish(ComparisonFigures& figures,
                ComparisonListener& listener,
                const std::stop_token& stop);

  private:
    void dropCommon(ComparisonListener& listener, const std::stop_token& stop);
    void count(const std::vector<bool>& blobs, ChangeFigures& figures) const;

    const Repository& repository_;
    const BlobIndex& index_;
    // By entry number.
    std::vector<bool> before_;
    std::vector<bool> after_;
    std::vector<BlobId> commonTrees_;
};

}  // namespace tl::engine
