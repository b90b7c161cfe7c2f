#include <vector>

#include "infra/engine/repository/tree_sweep.h"
#include "infra/engine/statistics/statistics.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

namespace {

constexpr std::uint32_t kBoxBytes = 32;

/// Marks the blobs that the trees need.
class NeededBlobs final : public SweepVisitor {
  public:
    NeededBlobs(const BlobIndex& index, const OnSnapshotCounted& onCounted)
        : index_{index},
          onCounted_{onCounted},
          isNeeded_(index.blobCount()) {}

    void onTree(const SweptTree& tree, const std::vector<Node>& nodes) override {
        const MutexLock lock{mutex_};
        need({BlobType::Tree, tree.id});
        for (const Node& node : nodes)
            if (node.type == NodeType::File && node.content)
                for (const BlobId& blob : *node.content)
                    need({BlobType::Data, blob});
    }

    void onUnreadableTree(const SweptTree& tree, const Error& error) override {
        Error told = error;
        told.add("folder", tree.path);
        throw told;
    }

    void onRootDone() override {
        const MutexLock lock{mutex_};
        onCounted_();
    }

    [[nodiscard]] StatisticsFigures count() const {
        StatisticsFigures figures;
        for (std::size_t i = 0; i < isNeeded_.size(); ++i)
            if (isNeeded_[i]) add(figures, index_.at(static_cast<EntryNumber>(i)).blob);
        return figures;
    }

  private:
    void need(const BlobHandle& handle) {
        const auto number = index_.findNumber(handle);
        if (!number)
            throw Error{ErrorKind::NotFound,
                        "no index lists a blob that is needed",
                        {{"blob", handle.id.hex()}}};
        isNeeded_[*number] = true;
    }

    static void add(StatisticsFigures& figures, const PackedBlob& blob) {
        const std::uint64_t uncompressed = std::uint64_t{blob.plaintextLength()} + kBoxBytes;
        ++figures.blobs;
        figures.totalBytes += blob.length;
        figures.uncompressedBytes += uncompressed;
        if (!blob.isCompressed()) return;
        figures.compressedBytes += blob.length;
        figures.compressedBytesBefore += uncompressed;
    }

    const BlobIndex& index_;
    const OnSnapshotCounted& onCounted_;
    Mutex mutex_;
    std::vector<bool> isNeeded_;  ///< By entry number.
};

}  // namespace

StatisticsFigures countRawData(const StatisticsSource& source,
                               const OnSnapshotCounted& onCounted,
                               const std::stop_token& stop) {
    NeededBlobs needed{source.index, onCounted};
    sweepTrees(source.repository, source.index, source.roots, needed, stop);
    return needed.count();
}

}  // namespace tl::engine
