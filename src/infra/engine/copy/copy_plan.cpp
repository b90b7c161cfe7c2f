#include "infra/engine/copy/copy_plan.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "infra/engine/repository/tree_sweep.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

/// Plans what one snapshot needs.
class CopyPlanner::Visitor final : public SweepVisitor {
  public:
    Visitor(CopyPlanner& planner, const LoadedSnapshot& snapshot)
        : planner_{planner},
          snapshot_{snapshot} {}

    [[nodiscard]] bool wantsTree(const BlobId& id) override {
        const auto entry = planner_.source_.index.findNumber({BlobType::Tree, id});
        // A tree that is missing is met, so that it is reported.
        if (!entry) return true;
        if (!planner_.visited_.insert(*entry)) return false;
        visited_.push_back(*entry);
        return true;
    }

    /// The trees that were not visited before; to be called after the sweep.
    [[nodiscard]] std::span<const EntryNumber> visited() const noexcept { return visited_; }

    void onTree(const SweptTree& tree, const std::vector<Node>& nodes) override {
        plan({BlobType::Tree, tree.id}, tree.path);
        for (const Node& node : nodes) {
            if (!node.content) continue;
            for (const BlobId& id : *node.content)
                plan({BlobType::Data, id}, tree.path + "/" + node.name);
        }
    }

    void onUnreadableTree(const SweptTree& tree, const Error& error) override {
        throw Error{error.kind(),
                    "a tree of the source cannot be read: " + std::string{error.what()},
                    {{"tree", tree.id.hex()},
                     {"snapshot", snapshot_.id.shortHex()},
                     {"path", quoted(tree.path.empty() ? "/" : tree.path)}}};
    }

    void onRootDone() override {}

  private:
    void plan(const BlobHandle& handle, const std::string& path) {
        if (planner_.destination_.contains(handle)) return;
        const auto entry = planner_.source_.index.findNumber(handle);
        if (!entry)
            throw Error{ErrorKind::Corrupted,
                        "the source lacks data that a snapshot needs",
                        {{"blob", handle.id.hex()},
                         {"snapshot", snapshot_.id.shortHex()},
                         {"path", quoted(path)}}};
        if (planner_.lost_.contains(*entry))
            throw Error{ErrorKind::Corrupted,
                        "the source has data damaged that a snapshot needs",
                        {{"blob", handle.id.hex()},
                         {"snapshot", snapshot_.id.shortHex()},
                         {"path", quoted(path)}}};
        if (!planner_.planned_.insert(*entry)) return;
        const std::uint32_t length = planner_.source_.index.at(*entry).blob.length;
        const MutexLock lock{mutex_};
        planner_.pending_.blobs.push_back(*entry);
        planner_.pending_.bytes += length;
    }

    CopyPlanner& planner_;
    const LoadedSnapshot& snapshot_;
    Mutex mutex_;                       ///< Guards the planner's pending_.
    std::vector<EntryNumber> visited_;  ///< wantsTree() is called by one thread at a time.
};

CopyPlanner::CopyPlanner(const CopySource& source, const BlobIndex& destination)
    : source_{source},
      destination_{destination},
      visited_{source.index.blobCount()},
      planned_{source.index.blobCount()} {}

void CopyPlanner::add(const LoadedSnapshot& snapshot, const std::stop_token& stop) {
    const std::size_t pendingBefore = pending_.blobs.size();
    Visitor visitor{*this, snapshot};
    try {
        sweepTrees(source_.repository, source_.index, std::span{&snapshot.snapshot.tree, 1},
                   visitor, stop);
    } catch (...) {  // Rethrown: the next snapshot must not rely on what was not planned.
        rollBack(visitor.visited(), pendingBefore);
        throw;
    }
}

void CopyPlanner::rollBack(std::span<const EntryNumber> visited, std::size_t pendingBefore) {
    for (const EntryNumber tree : visited)
        visited_.erase(tree);
    for (std::size_t i = pendingBefore; i < pending_.blobs.size(); ++i) {
        planned_.erase(pending_.blobs[i]);
        pending_.bytes -= source_.index.at(pending_.blobs[i]).blob.length;
    }
    pending_.blobs.resize(pendingBefore);
}

void CopyPlanner::markLost(std::span<const EntryNumber> blobs) {
    lost_.insert(blobs.begin(), blobs.end());
    visited_.clear();
}

CopyBatch CopyPlanner::take() {
    CopyBatch batch = std::exchange(pending_, {});
    const BlobIndex& index = source_.index;
    std::ranges::sort(batch.blobs, [&index](EntryNumber left, EntryNumber right) {
        const auto key = [&index](EntryNumber entry) {
            return std::pair{index.packNumberOf(entry), index.at(entry).blob.offset};
        };
        return key(left) < key(right);
    });
    return batch;
}

}  // namespace tl::engine
