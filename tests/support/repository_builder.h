// Makes small repositories in memory for tests, with any trees: also such as no honest program
// writes.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/node.h"
#include "infra/engine/format/snapshot.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"
#include "storage/memory/memory_backend.h"

namespace tl::engine {

/// Every blob has a pack of its own, unless it is added between beginPack() and endPack().
class RepositoryBuilder {
  public:
    RepositoryBuilder();

    [[nodiscard]] const Repository& repository() const noexcept { return repository_; }
    [[nodiscard]] storage::MemoryBackend& backend() noexcept { return backend_; }
    /// What is in the packs that are finished.
    [[nodiscard]] const BlobIndex& index() const noexcept { return index_; }

    /// Collects the next blobs in one pack.
    void beginPack();
    /// Stores the pack and its index file.
    PackId endPack();
    /// Stores an index file that says this, true or not.
    void addIndex(const IndexedPack& pack);

    BlobId addData(std::string_view bytes);
    BlobId addTree(std::string_view json);
    /// The nodes in the given order, which may be wrong; names may be anything, too.
    BlobId addTree(const std::vector<Node>& nodes);
    SnapshotId addSnapshot(const BlobId& tree);

  private:
    BlobId add(BlobType type, std::string_view bytes);

    storage::MemoryBackend backend_;
    SystemRandom random_;
    Repository repository_;
    BlobIndex index_;
    bool isCollecting_ = false;
    std::vector<PackedBlob> pending_;
    std::vector<std::byte> pendingBytes_;
};

/// A file node without metadata worth mentioning; `size` is that of its content.
[[nodiscard]] Node fileNode(const std::string& name,
                            std::vector<BlobId> content,
                            std::uint64_t size);
[[nodiscard]] Node folderNode(const std::string& name, const BlobId& tree);
[[nodiscard]] Node symlinkNode(const std::string& name, const std::string& target);

}  // namespace tl::engine
