#include <string>
#include <vector>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/index/blob_id_set.h"
#include "infra/engine/repository/tree_sweep.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/engine/statistics/statistics.h"
#include "infra/errors/error.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

namespace {

/// One name for equal content: the hash of the IDs of its blobs.
class ContentNames {
  public:
    [[nodiscard]] BlobId nameOf(const Node& node) {
        if (node.content)
            for (const BlobId& id : *node.content)
                hash_.update(id.digest);
        return {hash_.finish()};
    }
    /// Of a blob at a path; of the path itself with the zero ID.
    [[nodiscard]] BlobId nameOf(const std::string& path, const BlobId& blob) {
        hash_.update(blob.digest);
        hash_.update(std::as_bytes(std::span{path}));
        return {hash_.finish()};
    }

  private:
    Sha256 hash_;
};

class ContentCount final : public SweepVisitor {
  public:
    explicit ContentCount(const OnSnapshotCounted& onCounted) : onCounted_{onCounted} {}

    void onTree(const SweptTree& /*tree*/, const std::vector<Node>& nodes) override {
        const MutexLock lock{mutex_};
        for (const Node& node : nodes) {
            if (!met_.insert(names_.nameOf(node))) continue;
            ++figures_.files;
            figures_.totalBytes += node.size;
        }
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

    [[nodiscard]] const StatisticsFigures& figures() const noexcept { return figures_; }

  private:
    const OnSnapshotCounted& onCounted_;
    Mutex mutex_;
    ContentNames names_;
    BlobIdSet met_;
    StatisticsFigures figures_;
};

/// Goes through the trees one by one: by which path a content is counted depends on the order.
class BlobsPerFileCount final : public TreeVisitor {
  public:
    explicit BlobsPerFileCount(const BlobIndex& index) : index_{index} {}

    Descend onNode(const std::string& path, Node& node) override {
        if (node.type == NodeType::Directory)
            return node.subtree && trees_.insert(*node.subtree) ? Descend::Yes : Descend::No;
        if (contents_.insert(names_.nameOf(node))) countContent(path, node);
        return Descend::No;
    }

    void onLeaveFolder(const std::string& /*path*/) override {}

    void onUnreadableFolder(const std::string& path, const Error& error) override {
        Error told = error;
        told.add("folder", path);
        throw told;
    }

    [[nodiscard]] const StatisticsFigures& figures() const noexcept { return figures_; }

  private:
    void countContent(const std::string& path, const Node& node) {
        if (!node.content || node.content->empty()) return;
        if (paths_.insert(names_.nameOf(path, {}))) ++figures_.files;
        for (const BlobId& blob : *node.content) {
            if (!blobsOfPaths_.insert(names_.nameOf(path, blob))) continue;
            const auto place = index_.find({BlobType::Data, blob});
            if (!place)
                throw Error{ErrorKind::NotFound,
                            "no index lists a part of a file",
                            {{"blob", blob.hex()}, {"file", path}}};
            figures_.totalBytes += place->blob.plaintextLength();
            ++figures_.blobs;
        }
    }

    const BlobIndex& index_;
    ContentNames names_;
    BlobIdSet trees_;
    BlobIdSet contents_;
    BlobIdSet paths_;
    BlobIdSet blobsOfPaths_;
    StatisticsFigures figures_;
};

}  // namespace

StatisticsFigures countFilesByContents(const StatisticsSource& source,
                                       const OnSnapshotCounted& onCounted,
                                       const std::stop_token& stop) {
    ContentCount count{onCounted};
    sweepTrees(source.repository, source.index, source.roots, count, stop);
    return count.figures();
}

StatisticsFigures countBlobsPerFile(const StatisticsSource& source,
                                    const OnSnapshotCounted& onCounted,
                                    const std::stop_token& stop) {
    BlobsPerFileCount count{source.index};
    BlobReader reader{source.repository, source.index};
    for (const BlobId& root : source.roots) {
        walkTree(reader, root, count, stop);
        onCounted();
    }
    return count.figures();
}

}  // namespace tl::engine
