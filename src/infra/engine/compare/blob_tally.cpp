#include "infra/engine/compare/blob_tally.h"

#include <algorithm>
#include <functional>

#include "infra/engine/repository/tree_sweep.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

namespace {

/// Calls `visit` for the blobs that the node itself refers to.
void forEachBlob(const Node& node, const std::function<void(const BlobHandle&)>& visit) {
    if (node.type == NodeType::File && node.content)
        for (const BlobId& id : *node.content)
            visit({BlobType::Data, id});
    if (node.type == NodeType::Directory && node.subtree) visit({BlobType::Tree, *node.subtree});
}

/// Forgets the blobs that it meets.
class DroppingVisitor final : public SweepVisitor {
  public:
    DroppingVisitor(const BlobIndex& index,
                    std::vector<bool>& before,
                    std::vector<bool>& after,
                    ComparisonListener& listener)
        : index_{index},
          before_{before},
          after_{after},
          listener_{listener} {}

    void onTree(const SweptTree& tree, const std::vector<Node>& nodes) override {
        const MutexLock lock{mutex_};
        drop({BlobType::Tree, tree.id});
        for (const Node& node : nodes)
            forEachBlob(node, [this](const BlobHandle& handle) { drop(handle); });
    }

    void onUnreadableTree(const SweptTree& tree, const Error& error) override {
        const MutexLock lock{mutex_};
        listener_.onProblem("tree " + tree.id.hex(), error);
    }

    void onRootDone() override {}

  private:
    void drop(const BlobHandle& handle) {
        const auto number = index_.findNumber(handle);
        if (number) before_[*number] = after_[*number] = false;
    }

    const BlobIndex& index_;
    Mutex mutex_;
    std::vector<bool>& before_;
    std::vector<bool>& after_;
    ComparisonListener& listener_;
};

}  // namespace

BlobTally::BlobTally(const Repository& repository, const BlobIndex& index)
    : repository_{repository},
      index_{index},
      before_(index.blobCount()),
      after_(index.blobCount()) {}

void BlobTally::add(Side side, const BlobHandle& handle) {
    const auto number = index_.findNumber(handle);
    if (number) (side == Side::Before ? before_ : after_)[*number] = true;
}

void BlobTally::add(Side side, const Node& node) {
    forEachBlob(node, [&](const BlobHandle& handle) { add(side, handle); });
}

void BlobTally::finish(ComparisonFigures& figures,
                       ComparisonListener& listener,
                       const std::stop_token& stop) {
    bool isAnyLeft = false;
    for (std::size_t i = 0; i < before_.size(); ++i) {
        if (before_[i] && after_[i]) before_[i] = after_[i] = false;
        isAnyLeft = isAnyLeft || before_[i] || after_[i];
    }
    if (isAnyLeft) dropCommon(listener, stop);
    figures.removed.bytes = figures.added.bytes = 0;  // Not of files, but of blobs.
    count(before_, figures.removed);
    count(after_, figures.added);
}

void BlobTally::dropCommon(ComparisonListener& listener, const std::stop_token& stop) {
    DroppingVisitor visitor{index_, before_, after_, listener};
    sweepTrees(repository_, index_, commonTrees_, visitor, stop);
}

void BlobTally::count(const std::vector<bool>& blobs, ChangeFigures& figures) const {
    for (std::size_t i = 0; i < blobs.size(); ++i) {
        if (!blobs[i]) continue;
        const PackedBlob blob = index_.at(static_cast<EntryNumber>(i)).blob;
        ++(blob.handle.type == BlobType::Data ? figures.dataBlobs : figures.treeBlobs);
        figures.bytes += blob.plaintextLength();
    }
}

}  // namespace tl::engine
