#include "infra/engine/check/check_trees.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "infra/engine/check/node_check.h"
#include "infra/engine/repository/tree_sweep.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

namespace {

std::vector<BlobId> rootsOf(std::span<const LoadedSnapshot> snapshots) {
    std::vector<BlobId> roots;
    for (const LoadedSnapshot& loaded : snapshots)
        roots.push_back(loaded.snapshot.tree);
    return roots;
}

bool isDamage(const Error& error) {
    return error.kind() == ErrorKind::Corrupted || error.kind() == ErrorKind::NotFound;
}

/// Knows where the trees that it is told belong.
class PlacedVisitor : public SweepVisitor {
  public:
    PlacedVisitor(std::span<const LoadedSnapshot> snapshots, CheckReporter& reporter)
        : snapshots_{snapshots},
          reporter_{reporter} {}

    void onRootDone() override { reporter_.advance(1, 0); }

  protected:
    [[nodiscard]] CheckReporter& reporter() const noexcept { return reporter_; }
    [[nodiscard]] std::string describeTree(const SweptTree& tree) const {
        return describePlace(snapshots_[tree.root].id, tree.path.empty() ? "/" : tree.path);
    }
    [[nodiscard]] std::string describeNode(const SweptTree& tree, const Node& node) const {
        return describePlace(snapshots_[tree.root].id, tree.path + "/" + node.name);
    }

  private:
    std::span<const LoadedSnapshot> snapshots_;
    CheckReporter& reporter_;
};

class TreeCheck final : public PlacedVisitor {
  public:
    TreeCheck(std::span<const LoadedSnapshot> snapshots,
              const BlobIndex& index,
              CheckReporter& reporter)
        : PlacedVisitor{snapshots, reporter},
          isIndexed_{[&index](const BlobHandle& handle) { return index.contains(handle); }} {}

    void onTree(const SweptTree& tree, const std::vector<Node>& nodes) override {
        checkOrder(tree, nodes);
        for (const Node& node : nodes)
            for (const std::string& problem : problemsOf(node, isIndexed_))
                reporter().error(describeNode(tree, node), problem, Remedy::RepairSnapshots);
    }

    void onUnreadableTree(const SweptTree& tree, const Error& error) override {
        reporter().error(describeTree(tree),
                         "its tree " + tree.id.hex() + " cannot be read: " + error.what(),
                         isDamage(error) ? Remedy::Recover : Remedy::CheckAgain);
    }

  private:
    void checkOrder(const SweptTree& tree, const std::vector<Node>& nodes) const {
        const auto isLate = [](const Node& left, const Node& right) {
            return left.name >= right.name;
        };
        const auto found = std::ranges::adjacent_find(nodes, isLate);
        if (found == nodes.end()) return;
        const Node& next = *std::next(found);
        reporter().error(describeNode(tree, next),
                         next.name == found->name
                             ? "its folder has two entries of this name"
                             : "its folder's entries are not in the order of their names",
                         Remedy::RepairSnapshots);
    }

    const BlobQuestion isIndexed_;
};

/// Collects where the content lies. Damage is for the check of trees to report.
class PackCollector final : public SweepVisitor {
  public:
    explicit PackCollector(const BlobIndex& index) : index_{index} {}

    void onTree(const SweptTree& tree, const std::vector<Node>& nodes) override {
        std::unordered_set<PackId> found;
        addPlaces({BlobType::Tree, tree.id}, found);
        for (const Node& node : nodes) {
            if (!node.content) continue;
            for (const BlobId& id : *node.content)
                addPlaces({BlobType::Data, id}, found);
        }
        const MutexLock lock{mutex_};
        packs_.merge(found);
    }
    void onUnreadableTree(const SweptTree& tree, const Error&) override { onTree(tree, {}); }
    void onRootDone() override {}

    [[nodiscard]] std::unordered_set<PackId> take() {
        const MutexLock lock{mutex_};
        return std::move(packs_);
    }

  private:
    void addPlaces(const BlobHandle& handle, std::unordered_set<PackId>& packs) const {
        for (const StoredBlob& place : index_.findAll(handle))
            packs.insert(place.pack);
    }

    const BlobIndex& index_;
    Mutex mutex_;
    std::unordered_set<PackId> packs_ TL_GUARDED_BY(mutex_);
};

class LostContentFinder final : public PlacedVisitor {
  public:
    LostContentFinder(std::span<const LoadedSnapshot> snapshots,
                      const std::unordered_set<BlobHandle>& lost,
                      CheckReporter& reporter)
        : PlacedVisitor{snapshots, reporter},
          lost_{lost} {}

    void onTree(const SweptTree& tree, const std::vector<Node>& nodes) override {
        for (const Node& node : nodes) {
            if (node.type != NodeType::File || !node.content) continue;
            const auto isLost = [this](const BlobId& id) {
                return lost_.contains({BlobType::Data, id});
            };
            const auto count = std::ranges::count_if(*node.content, isLost);
            if (count == 0) continue;
            reporter().error(describeNode(tree, node),
                             std::to_string(count) + " of the " +
                                 std::to_string(node.content->size()) +
                                 " blobs of its content are damaged or missing",
                             Remedy::RepairSnapshots);
        }
    }
    void onUnreadableTree(const SweptTree&, const Error&) override {}

  private:
    const std::unordered_set<BlobHandle>& lost_;
};

}  // namespace

void checkTrees(const Repository& repository,
                const BlobIndex& index,
                std::span<const LoadedSnapshot> snapshots,
                CheckReporter& reporter,
                const std::stop_token& stop) {
    reporter.beginPhase("snapshots, trees and blobs", snapshots.size(), 0);
    TreeCheck visitor{snapshots, index, reporter};
    sweepTrees(repository, index, rootsOf(snapshots), visitor, stop);
}

std::unordered_set<PackId> findUsedPacks(const Repository& repository,
                                         const BlobIndex& index,
                                         std::span<const LoadedSnapshot> snapshots,
                                         const std::stop_token& stop) {
    PackCollector visitor{index};
    sweepTrees(repository, index, rootsOf(snapshots), visitor, stop);
    return visitor.take();
}

void reportLostContent(const Repository& repository,
                       const BlobIndex& index,
                       std::span<const LoadedSnapshot> snapshots,
                       const std::unordered_set<BlobHandle>& lost,
                       CheckReporter& reporter,
                       const std::stop_token& stop) {
    reporter.beginPhase("damaged files", snapshots.size(), 0);
    LostContentFinder visitor{snapshots, lost, reporter};
    sweepTrees(repository, index, rootsOf(snapshots), visitor, stop);
}

}  // namespace tl::engine
