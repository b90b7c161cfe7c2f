#include "infra/engine/repository/tree_walk.h"

#include <algorithm>
#include <utility>

#include "infra/engine/format/tree.h"
#include "infra/errors/printable.h"

namespace tl::engine {

namespace {

/// No path that the kernel takes is deeper, so no honest tree is.
constexpr std::size_t kDepthMax = 4096;

/// A folder that the walk is in.
struct Level {
    std::vector<Node> nodes;
    std::size_t next = 0;
    std::size_t pathLength = 0;  ///< Of the folder's path, "/" counting as empty.
};

std::vector<Node> loadTreeWith(TreeReader& trees,
                               BlobReader& reader,
                               const BlobId& id,
                               const std::stop_token& stop) {
    try {
        return trees.readAll(reader.load({BlobType::Tree, id}, stop));
    } catch (Error& error) {
        error.add("tree", id.hex());
        throw;
    }
}

class Walk {
  public:
    Walk(BlobReader& reader, TreeVisitor& visitor, const std::stop_token& stop)
        : reader_{reader},
          visitor_{visitor},
          stop_{stop} {}

    void run(const BlobId& root) {
        enter(root);
        while (!levels_.empty()) {
            Level& level = levels_.back();
            if (level.next == level.nodes.size()) {
                leave();
            } else {
                visit(level.nodes[level.next++], level.pathLength);
            }
        }
    }

  private:
    void enter(const std::optional<BlobId>& tree) {
        levels_.push_back({.nodes = {}, .next = 0, .pathLength = path_.size()});
        try {
            levels_.back().nodes = load(tree);
        } catch (const Error& error) {
            visitor_.onUnreadableFolder(path(), error);
        }
    }

    std::vector<Node> load(const std::optional<BlobId>& tree) {
        if (stop_.stop_requested()) throw Cancelled{};
        if (!tree) throw Error{ErrorKind::Corrupted, "the folder's node names no tree"};
        if (levels_.size() > kDepthMax)
            throw Error{ErrorKind::Corrupted, "the folders are nested too deeply"};
        return loadTreeWith(trees_, reader_, *tree, stop_);
    }

    void leave() {
        path_.resize(levels_.back().pathLength);
        levels_.pop_back();
        visitor_.onLeaveFolder(path());
    }

    void visit(Node& node, std::size_t folderPathLength) {
        path_.resize(folderPathLength);
        path_.append("/").append(node.name);
        const bool isFolder = node.type == NodeType::Directory;
        const std::optional<BlobId> subtree = node.subtree;
        if (visitor_.onNode(path_, node) == Descend::Yes && isFolder) enter(subtree);
    }

    const std::string& path() const { return path_.empty() ? root_ : path_; }

    const std::string root_{"/"};
    BlobReader& reader_;
    TreeVisitor& visitor_;
    const std::stop_token& stop_;
    TreeReader trees_;
    std::string path_;
    std::vector<Level> levels_;
};

}  // namespace

void walkTree(BlobReader& reader,
              const BlobId& root,
              TreeVisitor& visitor,
              const std::stop_token& stop) {
    Walk{reader, visitor, stop}.run(root);
}

std::vector<Node> loadTree(BlobReader& reader, const BlobId& id, const std::stop_token& stop) {
    TreeReader trees;
    return loadTreeWith(trees, reader, id, stop);
}

std::optional<Node> findNode(BlobReader& reader,
                             const BlobId& root,
                             std::string_view path,
                             const std::stop_token& stop) {
    std::optional<Node> found;
    std::optional<BlobId> tree = root;
    while (true) {
        path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
        if (path.empty()) return found;
        if (!tree) return std::nullopt;
        const std::string_view name = path.substr(0, path.find('/'));
        path.remove_prefix(name.size());
        auto nodes = loadTree(reader, *tree, stop);
        const auto node = std::ranges::find(nodes, name, &Node::name);
        if (node == nodes.end()) return std::nullopt;
        found = std::move(*node);
        tree = found->subtree;
    }
}

BlobId findSubtree(BlobReader& reader,
                   const BlobId& root,
                   std::string_view path,
                   const std::stop_token& stop) {
    if (path.find_first_not_of('/') == std::string_view::npos) return root;
    const auto node = findNode(reader, root, path, stop);
    if (!node) throw Error{ErrorKind::NotFound, "the snapshot has no folder " + quoted(path)};
    if (node->type != NodeType::Directory || !node->subtree)
        throw Error{ErrorKind::NotFound, quoted(path) + " is no folder in the snapshot"};
    return *node->subtree;
}

}  // namespace tl::engine
