// Walking the trees of a snapshot, and finding a folder in them.

#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/node.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/errors/error.h"

namespace tl::engine {

enum class Descend : std::uint8_t { No, Yes };

/// Told what a walk meets. Paths are absolute: "/" is the folder where the walk begins.
class TreeVisitor {
  public:
    TreeVisitor() = default;
    TreeVisitor(const TreeVisitor&) = delete;
    TreeVisitor& operator=(const TreeVisitor&) = delete;
    virtual ~TreeVisitor() = default;

    /// An entry, before what is below it; its name is not checked and may be anything. The answer
    /// counts for folders. `node` may be moved from.
    virtual Descend onNode(const std::string& path, Node& node) = 0;
    /// All entries of the folder `path` have been told; after each Yes, and last for "/".
    virtual void onLeaveFolder(const std::string& path) = 0;
    /// The tree of the folder `path` is missing, damaged, or on a spot of the disk that cannot be
    /// read; onLeaveFolder follows. The walk goes on behind it, unless this throws.
    virtual void onUnreadableFolder(const std::string& path, const Error& error) = 0;
};

/// Walks the tree `root` depth first, the nodes of each tree in stored order. Keeps the nodes of
/// the folders above in memory.
/// **Errors:** Cancelled, and what the visitor throws.
void walkTree(BlobReader& reader,
              const BlobId& root,
              TreeVisitor& visitor,
              const std::stop_token& stop);

/// The nodes of one tree. **Errors:** NotFound, Corrupted.
[[nodiscard]] std::vector<Node> loadTree(BlobReader& reader,
                                         const BlobId& id,
                                         const std::stop_token& stop);

/// The node at the absolute path `path` below `root`, or nothing. "/" has no node.
/// **Errors:** NotFound, Corrupted, for a tree on the way.
[[nodiscard]] std::optional<Node> findNode(BlobReader& reader,
                                           const BlobId& root,
                                           std::string_view path,
                                           const std::stop_token& stop);

/// The tree of the folder at `path`; of "/", `root`.
/// **Errors:** NotFound also when there is no such folder; Corrupted.
[[nodiscard]] BlobId findSubtree(BlobReader& reader,
                                 const BlobId& root,
                                 std::string_view path,
                                 const std::stop_token& stop);

}  // namespace tl::engine
