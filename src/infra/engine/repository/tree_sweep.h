// Visits every tree of many snapshots once, by several threads.
//
// Trees are shared: a folder that did not change is the same tree in every snapshot. Each is loaded
// where it is met first, and only there. The trees still to visit are a stack, so that the walk
// goes deep first and the stack stays small; the roots lie at its bottom, the oldest on top.

#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/node.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"
#include "infra/errors/error.h"

namespace tl::engine {

/// A tree and where it was met first.
struct SweptTree {
    BlobId id;
    std::size_t root = 0;  ///< Which of the roots leads to it.
    std::string path;      ///< Of the folder: "" for the root, else "/a/b".
};

/// **Threads:** all members are called from any thread, several at once.
class SweepVisitor {
  public:
    SweepVisitor() = default;
    SweepVisitor(const SweepVisitor&) = delete;
    SweepVisitor& operator=(const SweepVisitor&) = delete;
    virtual ~SweepVisitor() = default;

    /// What onTree needs to be told of the nodes; the same each time.
    [[nodiscard]] virtual TreeDetail detail() const { return TreeDetail::Everything; }
    /// Whether to visit a tree that this sweep has not met before; called under a lock, so it must
    /// be quick. Its folders are not looked at when not.
    [[nodiscard]] virtual bool wantsTree(const BlobId& /*id*/) { return true; }
    virtual void onTree(const SweptTree& tree, const std::vector<Node>& nodes) = 0;
    /// The tree is missing or, on a second look too, damaged.
    virtual void onUnreadableTree(const SweptTree& tree, const Error& error) = 0;
    /// Everything below a root has been visited.
    virtual void onRootDone() = 0;
};

/// **Errors:** Cancelled, and what the visitor throws.
void sweepTrees(const Repository& repository,
                const BlobIndex& index,
                std::span<const BlobId> roots,
                SweepVisitor& visitor,
                const std::stop_token& stop);

}  // namespace tl::engine
