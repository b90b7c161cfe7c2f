#include "infra/engine/prune/used_blobs.h"

#include <string>
#include <vector>

#include "infra/engine/repository/tree_sweep.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::engine {

bool UsedBlobs::mark(const BlobHandle& handle) {
    const auto first = index_.findNumber(handle);
    if (!first) return false;
    // Most blobs are met many times, once for each snapshot that changed something beside them.
    if (!used_.insert(*first)) return true;
    std::size_t places = 0;
    const auto count = [&places](EntryNumber) { ++places; };
    index_.visitPlaces(handle, count);
    if (places == 1) return true;
    index_.visitPlaces(handle, [this](EntryNumber place) {
        used_.insert(place);
        copied_.insert(place);
    });
    return true;
}

namespace {

constexpr const char* kAdvice =
    ". `repair index` may find it again, else `repair snapshots` goes on without it";

class UsedBlobMarker final : public SweepVisitor {
  public:
    UsedBlobMarker(std::span<const LoadedSnapshot> snapshots,
                   UsedBlobs& used,
                   PruneReporter& reporter)
        : snapshots_{snapshots},
          used_{used},
          reporter_{reporter} {}

    [[nodiscard]] TreeDetail detail() const override { return TreeDetail::References; }
    void onTree(const SweptTree& tree, const std::vector<Node>& nodes) override {
        (void)used_.mark({BlobType::Tree, tree.id});
        for (const Node& node : nodes) {
            if (!node.content) continue;
            for (const BlobId& id : *node.content) {
                const bool isKnown = used_.mark({BlobType::Data, id});
                if (!isKnown && node.type == NodeType::File) failForMissing(tree, node, id);
            }
        }
    }

    void onUnreadableTree(const SweptTree& tree, const Error& error) override {
        const bool isLost =
            error.kind() == ErrorKind::NotFound || error.kind() == ErrorKind::Corrupted;
        throw Error{isLost ? ErrorKind::Corrupted : error.kind(),
                    "a tree that a snapshot needs cannot be read: " + std::string{error.what()} +
                        "; nothing has been deleted" + (isLost ? kAdvice : ""),
                    {{"tree", tree.id.hex()},
                     {"snapshot", snapshots_[tree.root].id.shortHex()},
                     {"path", quoted(tree.path.empty() ? "/" : tree.path)}}};
    }

    void onRootDone() override { reporter_.advance(1); }

  private:
    [[noreturn]] void failForMissing(const SweptTree& tree,
                                     const Node& node,
                                     const BlobId& id) const {
        throw Error{ErrorKind::Corrupted,
                    std::string{"no index lists data that a snapshot needs; nothing has been "
                                "deleted"} +
                        kAdvice,
                    {{"blob", id.hex()},
                     {"snapshot", snapshots_[tree.root].id.shortHex()},
                     {"path", quoted(tree.path + "/" + node.name)}}};
    }

    std::span<const LoadedSnapshot> snapshots_;
    UsedBlobs& used_;
    PruneReporter& reporter_;
};

}  // namespace

UsedBlobs findUsedBlobs(const Repository& repository,
                        const BlobIndex& index,
                        std::span<const LoadedSnapshot> snapshots,
                        PruneReporter& reporter,
                        const std::stop_token& stop) {
    reporter.beginPhase(PrunePhase::FindUsed, snapshots.size());
    std::vector<BlobId> roots;
    for (const LoadedSnapshot& loaded : snapshots)
        roots.push_back(loaded.snapshot.tree);
    UsedBlobs used{index};
    UsedBlobMarker marker{snapshots, used, reporter};
    sweepTrees(repository, index, roots, marker, stop);
    return used;
}

}  // namespace tl::engine
