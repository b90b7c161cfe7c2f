#include "infra/engine/repair/recover.h"

#include <algorithm>
#include <optional>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/index/blob_id_set.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/repair/tree_repair.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

namespace {

constexpr std::uint32_t kFolderMode = 0755;  ///< As restic: without the bit for folders.
constexpr std::size_t kNameDigits = 8;

/// All trees of the index, each once.
std::vector<BlobId> listTrees(const BlobIndex& index) {
    std::vector<BlobId> trees;
    index.forEach([&trees](const StoredBlob& stored) {
        if (stored.blob.handle.type == BlobType::Tree) trees.push_back(stored.blob.handle.id);
    });
    std::ranges::sort(trees);
    trees.erase(std::unique(trees.begin(), trees.end()), trees.end());
    return trees;
}

BlobId emptyTree() {
    const std::string json = TreeWriter{}.finish();
    return BlobId{sha256(std::as_bytes(std::span{json}))};
}

/// One thread's reading of trees.
class ChildFinder {
  public:
    ChildFinder(const Repository& repository, const BlobIndex& index, RepairReporter& reporter)
        : reader_{repository, index},
          reporter_{reporter} {}

    /// The folders in `tree`; none when it cannot be read.
    std::vector<BlobId> childrenOf(const BlobId& tree, const std::stop_token& stop) {
        std::vector<BlobId> children;
        try {
            withSecondLook([&] {
                children.clear();
                trees_.read(reader_.load({BlobType::Tree, tree}, stop), [&](Node&& node) {
                    if (node.type == NodeType::Directory && node.subtree)
                        children.push_back(*node.subtree);
                });
                return true;
            });
        } catch (const Error& error) {
            reporter_.lost("tree " + tree.hex(), std::string{"it cannot be read: "} + error.what());
            children.clear();
        }
        return children;
    }

  private:
    BlobReader reader_;
    TreeReader trees_;
    RepairReporter& reporter_;
};

Timestamp nowInUtc(const Clock& clock) {
    const WallTime now = clock.now();
    return {.seconds = now.seconds, .nanoseconds = now.nanoseconds, .offsetSeconds = 0};
}

/// The first digits of the ID, as many as it takes to tell it from those before and after it.
std::vector<std::string> namesOf(std::span<const BlobId> sortedIds) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < sortedIds.size(); ++i) {
        const std::string hex = sortedIds[i].hex();
        std::size_t digits = kNameDigits;
        const auto isShared = [&](const BlobId& other) {
            return other.hex().compare(0, digits, hex, 0, digits) == 0;
        };
        while (digits < hex.size() && ((i > 0 && isShared(sortedIds[i - 1])) ||
                                       (i + 1 < sortedIds.size() && isShared(sortedIds[i + 1]))))
            ++digits;
        names.push_back(hex.substr(0, digits));
    }
    return names;
}

}  // namespace

std::vector<BlobId> findUnreferencedTrees(const Repository& repository,
                                          const BlobIndex& index,
                                          std::span<const LoadedSnapshot> snapshots,
                                          RepairReporter& reporter,
                                          const std::stop_token& stop) {
    std::vector<BlobId> trees = listTrees(index);
    reporter.beginPhase("trees", trees.size());
    Mutex mutex;
    BlobIdSet referenced;
    for (const LoadedSnapshot& loaded : snapshots)
        referenced.insert(loaded.snapshot.tree);
    forEachWithWorkers(
        trees.size(), repository.readerCount(),
        [&] {
            return [&, finder = std::make_unique<ChildFinder>(repository, index, reporter)](
                       std::size_t i, const std::stop_token& inner) {
                const auto children = finder->childrenOf(trees[i], inner);
                reporter.advance();
                const MutexLock lock{mutex};
                for (const BlobId& child : children)
                    referenced.insert(child);
            };
        },
        stop);
    std::erase_if(trees, [&referenced](const BlobId& tree) { return referenced.contains(tree); });
    return trees;
}

RecoveredTree storeRecoveredTrees(const Repository& repository,
                                  const BlobIndex& index,
                                  const Clock& clock,
                                  std::span<const BlobId> roots,
                                  const StoringOptions& storing,
                                  RepairReporter& reporter,
                                  const std::stop_token& stop) {
    NewBlobs fresh{repository, clock, storing};
    TreeRepairer trees{repository, index, fresh};
    const Timestamp now = nowInUtc(clock);
    const std::vector<std::string> names = namesOf(roots);
    RecoveredTree result;
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < roots.size(); ++i) {
        const auto tree = trees.repair(
            roots[i],
            [&](const std::string& path, const std::string& message) {
                reporter.lost("tree " + names[i] + ", " + path, message);
            },
            stop);
        if (!tree || *tree == emptyTree()) continue;
        // An earlier run has stored what is left of it: that has been found, or is among the roots.
        if (*tree != roots[i] && index.contains({BlobType::Tree, *tree})) continue;
        Node node;
        node.name = names[i];
        node.type = NodeType::Directory;
        node.mode = kFolderMode;
        node.mtime = node.atime = node.ctime = now;
        node.subtree = tree;
        nodes.push_back(std::move(node));
        result.folders.push_back(names[i]);
    }
    if (nodes.empty()) return {};
    result.tree = trees.store(nodes, stop);
    fresh.finish(stop);
    return result;
}

}  // namespace tl::engine
