#include "infra/engine/compare/compare_snapshots.h"

#include <tuple>

#include "infra/engine/compare/blob_tally.h"
#include "infra/engine/repository/tree_walk.h"

namespace tl::engine {

namespace {

class FoldersOfSnapshots final : public ComparedFolders {
  public:
    FoldersOfSnapshots(BlobReader& reader, BlobTally& tally, const std::stop_token& stop)
        : reader_{reader},
          tally_{tally},
          stop_{stop} {}

    std::vector<Node> load(const BlobId& tree) {
        auto nodes = loadTree(reader_, tree, stop_);
        sortByName(nodes);
        return nodes;
    }

    std::vector<Node> list(Side /*side*/, const std::string& /*path*/, const Node& node) override {
        if (!node.subtree) throw Error{ErrorKind::Corrupted, "the folder's node names no tree"};
        return load(*node.subtree);
    }

    bool isSameFolder(const Node& before, const Node& after) override {
        if (!before.subtree || before.subtree != after.subtree) return false;
        tally_.addCommon(*before.subtree);
        return true;
    }

    bool isSameContent(const std::string& /*path*/,
                       const Node& before,
                       const Node& after) override {
        return before.content.value_or(std::vector<BlobId>{}) ==
               after.content.value_or(std::vector<BlobId>{});
    }

    bool isSameMetadata(const std::string& /*path*/,
                        const Node& before,
                        const Node& after) override {
        return isSameButForContent(before, after);
    }

    void onMet(Side side, const Node& node) override { tally_.add(side, node); }

  private:
    BlobReader& reader_;
    BlobTally& tally_;
    const std::stop_token& stop_;
};

}  // namespace

ComparisonFigures compareTrees(const Repository& repository,
                               const BlobIndex& index,
                               const TreePair& trees,
                               MetadataChanges metadata,
                               ComparisonListener& listener,
                               const std::stop_token& stop) {
    ComparisonFigures figures;
    BlobReader reader{repository, index};
    BlobTally tally{repository, index};
    FoldersOfSnapshots folders{reader, tally, stop};
    if (trees.before == trees.after) return figures;
    tally.add(Side::Before, {BlobType::Tree, trees.before});
    tally.add(Side::After, {BlobType::Tree, trees.after});
    compareEntries({folders, metadata, listener, figures}, "/", folders.load(trees.before),
                   folders.load(trees.after), stop);
    tally.finish(figures, listener, stop);
    return figures;
}

bool isSameButForContent(const Node& left, const Node& right) {
    const auto plainFacts = [](const Node& node) {
        return std::tie(node.name, node.type, node.mode, node.uid, node.gid, node.user, node.group,
                        node.inode, node.deviceId, node.size, node.links, node.linkTarget,
                        node.extendedAttributes, node.genericAttributes, node.device, node.subtree,
                        node.error);
    };
    return plainFacts(left) == plainFacts(right) && left.mtime.isSameInstant(right.mtime) &&
           left.atime.isSameInstant(right.atime) && left.ctime.isSameInstant(right.ctime);
}

}  // namespace tl::engine
