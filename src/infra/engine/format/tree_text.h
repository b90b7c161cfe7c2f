// A tree's JSON taken apart without being understood, for changing a tree and losing nothing: nodes
// that stay keep their bytes, whoever wrote them, down to keys that this build does not know and
// names quoted by another release's rules.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/id.h"

namespace tl::engine {

/// The parts of one tree. Borrows the JSON that splitTree() was given.
struct TreeText {
    std::string_view head;                ///< All before the first node.
    std::vector<std::string_view> nodes;  ///< Without the commas between them.
    std::string_view tail;                ///< All after the last node.
};

/// Takes a tree apart; `json` must be one that TreeReader has read. Nodes come in stored order, as
/// many as TreeReader tells. **Errors:** Corrupted when no list of nodes is found.
[[nodiscard]] TreeText splitTree(std::span<const std::byte> json);

/// The node's text with `subtree` in the place of the tree it names.
/// **Errors:** Corrupted when it names none.
[[nodiscard]] std::string withSubtree(std::string_view node, const BlobId& subtree);

/// Puts a tree together from nodes in the order given.
class TreeTextBuilder {
  public:
    /// `text` must outlive the object.
    explicit TreeTextBuilder(const TreeText& text);

    void add(std::string_view node);
    /// The whole tree. Call it once.
    [[nodiscard]] std::string finish();

  private:
    const TreeText& text_;
    std::string json_;
};

}  // namespace tl::engine
