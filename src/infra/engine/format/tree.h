// Trees: the JSON that lists a folder's entries, byte-exact, because its SHA-256 is the tree's name
// (format section 7). Writing is by hand: key order, omitted keys, quoting and escaping must all be
// Go's.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/node.h"

namespace tl::engine {

/// Writes one tree. Nodes must come in strictly ascending order of their raw names; a bug else
/// (asserted).
class TreeWriter {
  public:
    TreeWriter();
    /// Appends `node`.
    void add(const Node& node);
    /// The finished JSON with its closing newline. The writer is empty again afterwards.
    [[nodiscard]] std::string finish();

  private:
    std::string json_;
    std::string lastName_;
    bool isEmpty_ = true;
};

/// The JSON of one node, as TreeWriter writes it.
void appendNode(std::string& out, const Node& node);

/// How much a reader wants to know of each node.
enum class TreeDetail : std::uint8_t {
    Everything,
    References,  ///< Name, type, content and subtree; the rest is not even looked at.
};

/// Reads trees. Keeps its buffers from call to call, so a thread should keep one.
/// **Threads:** one at a time.
class TreeReader {
  public:
    using Visitor = std::function<void(Node&& node)>;

    TreeReader();
    ~TreeReader();
    TreeReader(const TreeReader&) = delete;
    TreeReader& operator=(const TreeReader&) = delete;

    /// Calls `visit` for each node in stored order. Unknown keys and any key order are accepted.
    /// **Errors:** Corrupted for anything that is no tree; nodes before the fault have been
    /// visited.
    void read(std::span<const std::byte> json,
              const Visitor& visit,
              TreeDetail detail = TreeDetail::Everything);

    /// All nodes at once.
    [[nodiscard]] std::vector<Node> readAll(std::span<const std::byte> json,
                                            TreeDetail detail = TreeDetail::Everything);

  private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace tl::engine
