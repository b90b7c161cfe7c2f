#include "infra/engine/search/path_history.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "infra/engine/filter/path_components.h"
#include "infra/engine/repository/tree_walk.h"

namespace tl::engine {

namespace {

/// Finds the path in one tree after the other, and looks into no tree twice: the folders above it
/// are mostly the same.
class PathFinder {
  public:
    PathFinder(BlobReader& reader, std::string_view path, const std::stop_token& stop)
        : reader_{reader},
          path_{cleanPath("/" + std::string{path})},
          stop_{stop} {
        if (path_ == "/") return;
        for (const std::string_view name : splitPath(path_))
            if (name != "/") names_.emplace_back(name);
        known_.resize(names_.size());
    }

    [[nodiscard]] std::optional<Node> find(const BlobId& root) {
        Node top;
        top.type = NodeType::Directory;
        top.subtree = root;
        std::optional<Node> node = std::move(top);
        for (std::size_t depth = 0; depth < names_.size() && node; ++depth) {
            if (stop_.stop_requested()) throw Cancelled{};
            node = node->subtree ? findIn(*node->subtree, depth) : std::nullopt;
        }
        return node;
    }

  private:
    std::optional<Node> findIn(const BlobId& tree, std::size_t depth) {
        const auto known = known_[depth].find(tree);
        if (known != known_[depth].end()) return known->second;
        auto node = findNode(reader_, tree, names_[depth], stop_);
        return known_[depth].emplace(tree, std::move(node)).first->second;
    }

    BlobReader& reader_;
    const std::string path_;
    const std::stop_token& stop_;
    std::vector<std::string> names_;
    /// For each component of the path, the trees where it was looked for.
    std::vector<std::unordered_map<BlobId, std::optional<Node>>> known_;
};

bool hasSameContent(const Node& left, const Node& right) {
    return std::tie(left.content, left.subtree, left.linkTarget, left.device) ==
           std::tie(right.content, right.subtree, right.linkTarget, right.device);
}

bool hasSameMetadata(const Node& left, const Node& right) {
    return std::tie(left.mode, left.uid, left.gid, left.extendedAttributes) ==
               std::tie(right.mode, right.uid, right.gid, right.extendedAttributes) &&
           left.mtime.isSameInstant(right.mtime);
}

std::string describeChange(const std::optional<Node>& before, const std::optional<Node>& after) {
    if (!before && !after) return {};
    if (!before) return "+";
    if (!after) return "-";
    std::string modifier;
    if (before->type != after->type)
        modifier += "T";
    else if (!hasSameContent(*before, *after))
        modifier += "M";
    if (!hasSameMetadata(*before, *after)) modifier += "U";
    return modifier;
}

}  // namespace

std::vector<PathVersion> findHistory(BlobReader& reader,
                                     std::span<const BlobId> roots,
                                     std::string_view path,
                                     const std::stop_token& stop) {
    PathFinder finder{reader, path, stop};
    std::vector<PathVersion> versions;
    for (std::size_t i = 0; i < roots.size(); ++i) {
        auto node = finder.find(roots[i]);
        const auto& before = versions.empty() ? std::nullopt : versions.back().node;
        std::string modifier = describeChange(before, node);
        if (versions.empty() || !modifier.empty())
            versions.push_back({std::move(node), i, i, std::move(modifier)});
        else
            versions.back().last = i;
    }
    return versions;
}

}  // namespace tl::engine
