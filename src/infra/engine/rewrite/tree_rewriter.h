// Taking files out of trees that are stored: a new tree for each folder in which something changed,
// up to the root, and nothing for the others, which keep their IDs.
//
// The walk goes depth first and keeps the trees of the folders above, as text. Nodes that stay are
// copied byte for byte (format/tree_text.h). Snapshots that follow each other share most of their
// folders: what became of a tree at a path is remembered, so each is looked at once.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/id.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/pack/blob_saver.h"
#include "infra/engine/restore/restore_selection.h"

namespace tl::engine {

/// What a tree and all below it hold.
struct TreeTotals {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;  ///< The sizes of the files.

    TreeTotals& operator+=(const TreeTotals& other) noexcept {
        files += other.files;
        bytes += other.bytes;
        return *this;
    }
    bool operator==(const TreeTotals&) const = default;
};

struct RewrittenTree {
    BlobId tree;           ///< The same as before when nothing changed.
    bool isEmpty = false;  ///< It has no entry.
    TreeTotals totals;
};

/// **Threads:** one at a time.
class TreeRewriter {
  public:
    /// Told the path of what is left out, a folder without what is in it.
    using OnLeftOut = std::function<void(const std::string& path)>;

    /// All must outlive the object. New trees go to `saver`. With includes, a folder stays if it is
    /// selected or has something in it that is.
    TreeRewriter(BlobReader& reader,
                 BlobSaver& saver,
                 const RestoreSelection& selection,
                 OnLeftOut onLeftOut);
    ~TreeRewriter();
    TreeRewriter(const TreeRewriter&) = delete;
    TreeRewriter& operator=(const TreeRewriter&) = delete;

    /// **Errors:** NotFound and Corrupted for a tree that is missing or damaged; what `saver`
    /// throws.
    [[nodiscard]] RewrittenTree rewrite(const BlobId& root, const std::stop_token& stop);

  private:
    struct Level;

    void enter(const BlobId& tree, const std::stop_token& stop);
    void visitNext(Level& level, const std::stop_token& stop);
    void leaveOut(Level& level) const;
    /// What became of the folder at path_, whose node is `entry` of `level`.
    void take(Level& level, std::size_t entry, const RewrittenTree& folder) const;
    [[nodiscard]] RewrittenTree leave(const std::stop_token& stop);
    /// Stands for a tree at path_.
    [[nodiscard]] BlobId keyOf(const BlobId& tree);

    BlobReader& reader_;
    BlobSaver& saver_;
    const RestoreSelection& selection_;
    const OnLeftOut onLeftOut_;
    TreeReader trees_;
    Sha256 hash_;
    std::string path_;  ///< Of the folder or entry at hand; "" is the root.
    std::vector<std::unique_ptr<Level>> levels_;
    std::unordered_map<BlobId, RewrittenTree> known_;
};

}  // namespace tl::engine
