// Making a tree restorable again: what cannot be read is taken out, the rest stays as it is.
//
// Trees are repaired from the leaves up. A folder whose tree cannot be read becomes an empty one; a
// file keeps those blobs of its content that the index lists; an entry that no program can restore
// goes. A tree in which nothing is wrong keeps its very bytes, and so its ID.

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "infra/engine/format/node.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/index/blob_id_set.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/repair/new_blobs.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// Remembers what it has seen: trees that snapshots share are repaired, and told of, once.
/// **Threads:** one at a time.
class TreeRepairer {
  public:
    /// Told of each thing that was wrong. `path` is absolute, below the root.
    using Tell = std::function<void(const std::string& path, const std::string& message)>;

    /// All must outlive the object. The caller finishes `fresh`.
    TreeRepairer(const Repository& repository, const BlobIndex& index, NewBlobs& fresh);

    /// The tree that takes the place of `root`; `root` itself when nothing is wrong with it or
    /// below it; nothing when it cannot be read.
    /// **Errors:** what the backend throws: what cannot be had just now is not lost.
    [[nodiscard]] std::optional<BlobId> repair(const BlobId& root,
                                               const Tell& tell,
                                               const std::stop_token& stop);

    /// Stores a tree of `nodes`, which come in the order of their names.
    [[nodiscard]] BlobId store(const std::vector<Node>& nodes, const std::stop_token& stop);

  private:
    struct Folder;

    [[nodiscard]] std::optional<BlobId> visit(const BlobId& id, const Folder& folder);
    [[nodiscard]] std::optional<std::vector<Node>> tryLoad(const BlobId& id, const Folder& folder);
    [[nodiscard]] bool mend(std::vector<Node>& nodes, const Folder& folder);
    [[nodiscard]] bool mendFile(Node& node, const Folder& folder) const;
    [[nodiscard]] bool mendFolder(Node& node, const Folder& folder);
    [[nodiscard]] bool isReadable(const BlobId& tree, const std::stop_token& stop);

    const BlobIndex& index_;
    NewBlobs& fresh_;
    BlobReader reader_;
    TreeReader trees_;
    BlobIdSet sound_;                                            ///< Nothing was wrong with them.
    std::unordered_map<BlobId, std::optional<BlobId>> changed_;  ///< What became of the others.
};

}  // namespace tl::engine
