// The previous snapshot, looked into folder by folder while the file system is walked.

#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/archive/archive_events.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/pack/blob_reader.h"

namespace tl::engine {

/// The nodes of one folder of the parent snapshot, by name.
class ParentFolder {
  public:
    /// A folder that the parent does not have.
    ParentFolder() = default;
    explicit ParentFolder(std::vector<Node> nodes);

    /// Borrowed from this object; null when there is none.
    [[nodiscard]] const Node* find(const std::string& name) const;

  private:
    std::vector<Node> nodes_;  ///< Sorted by name.
};

/// Loads folders of the parent snapshot. **Threads:** one at a time.
class ParentTree {
  public:
    /// All three must outlive the object.
    ParentTree(const Repository& repository, const BlobIndex& index, ArchiveEvents& events);

    /// The folder that `node` stands for; an empty one when `node` is null or no folder. A tree
    /// that cannot be read is told as a warning and taken for empty: its files are then read again.
    /// Shared by those who walk its subfolders.
    [[nodiscard]] std::shared_ptr<const ParentFolder> load(const Node* node,
                                                           const std::stop_token& stop);
    [[nodiscard]] std::shared_ptr<const ParentFolder> load(const BlobId& tree,
                                                           const std::stop_token& stop);

  private:
    ArchiveEvents& events_;
    BlobReader blobs_;
    TreeReader trees_;
};

}  // namespace tl::engine
