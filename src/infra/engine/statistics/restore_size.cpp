#include <cstddef>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "infra/engine/repository/tree_walk.h"
#include "infra/engine/statistics/statistics.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// No path that the kernel takes is deeper, so no honest tree is.
constexpr std::size_t kDepthMax = 4096;

/// What is in a folder and below it.
struct Totals {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
    /// False when files with several names are among it: what they add depends on the snapshot.
    bool isAlwaysTheSame = true;
};

bool mayHaveOtherNames(const Node& node) {
    return node.type != NodeType::Directory && node.links != 1 && node.inode != 0 && node.size > 0;
}

class RestoreSizeCount {
  public:
    RestoreSizeCount(const StatisticsSource& source, const std::stop_token& stop)
        : reader_{source.repository, source.index},
          stop_{stop} {}

    [[nodiscard]] Totals countSnapshot(const BlobId& root) {
        linked_.clear();
        return countTree(root, 0);
    }

  private:
    Totals countTree(const BlobId& tree, std::size_t depth) {
        if (const auto known = known_.find(tree); known != known_.end()) return known->second;
        if (stop_.stop_requested()) throw Cancelled{};
        if (depth > kDepthMax)
            throw Error{ErrorKind::Corrupted, "the folders are nested too deeply"};
        Totals totals;
        for (const Node& node : loadTree(reader_, tree, stop_))
            addNode(totals, node, depth);
        if (totals.isAlwaysTheSame) known_.emplace(tree, totals);
        return totals;
    }

    void addNode(Totals& totals, const Node& node, std::size_t depth) {
        ++totals.entries;
        if (node.type == NodeType::Directory && node.subtree) {
            const Totals below = countTree(*node.subtree, depth + 1);
            totals.entries += below.entries;
            totals.bytes += below.bytes;
            totals.isAlwaysTheSame = totals.isAlwaysTheSame && below.isAlwaysTheSame;
        } else if (mayHaveOtherNames(node)) {
            totals.isAlwaysTheSame = false;
            const bool isNew = linked_.emplace(node.deviceId, node.inode).second;
            if (isNew) totals.bytes += node.size;
        } else {
            totals.bytes += node.size;
        }
    }

    BlobReader reader_;
    const std::stop_token& stop_;
    std::unordered_map<BlobId, Totals> known_;
    /// Device and inode of the files with several names that this snapshot has had so far.
    std::set<std::pair<std::uint64_t, std::uint64_t>> linked_;
};

}  // namespace

StatisticsFigures countRestoreSize(const StatisticsSource& source,
                                   const OnSnapshotCounted& onCounted,
                                   const std::stop_token& stop) {
    RestoreSizeCount count{source, stop};
    StatisticsFigures figures;
    for (const BlobId& root : source.roots) {
        const Totals totals = count.countSnapshot(root);
        figures.files += totals.entries;
        figures.totalBytes += totals.bytes;
        onCounted();
    }
    return figures;
}

}  // namespace tl::engine
