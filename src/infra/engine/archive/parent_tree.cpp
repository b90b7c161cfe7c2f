#include "infra/engine/archive/parent_tree.h"

#include <algorithm>

#include "infra/errors/error.h"

namespace tl::engine {

namespace {

bool isBefore(const Node& left, const Node& right) {
    return left.name < right.name;
}

}  // namespace

ParentFolder::ParentFolder(std::vector<Node> nodes) : nodes_{std::move(nodes)} {
    // Trees are stored in this order, but a foreign writer may not have kept to it.
    if (!std::is_sorted(nodes_.begin(), nodes_.end(), isBefore))
        std::sort(nodes_.begin(), nodes_.end(), isBefore);
}

const Node* ParentFolder::find(const std::string& name) const {
    const auto found =
        std::lower_bound(nodes_.begin(), nodes_.end(), name,
                         [](const Node& node, const auto& wanted) { return node.name < wanted; });
    return found != nodes_.end() && found->name == name ? &*found : nullptr;
}

ParentTree::ParentTree(const Repository& repository, const BlobIndex& index, ArchiveEvents& events)
    : events_{events},
      blobs_{repository, index} {}

std::shared_ptr<const ParentFolder> ParentTree::load(const Node* node,
                                                     const std::stop_token& stop) {
    if (!node || node->type != NodeType::Directory || !node->subtree)
        return std::make_shared<ParentFolder>();
    return load(*node->subtree, stop);
}

std::shared_ptr<const ParentFolder> ParentTree::load(const BlobId& tree,
                                                     const std::stop_token& stop) {
    try {
        return std::make_shared<ParentFolder>(
            trees_.readAll(blobs_.load({BlobType::Tree, tree}, stop)));
    } catch (const Error& error) {
        events_.onWarning(
            "a folder of the parent snapshot cannot be read, its files are read again: " +
            error.describe());
        return std::make_shared<ParentFolder>();
    }
}

}  // namespace tl::engine
