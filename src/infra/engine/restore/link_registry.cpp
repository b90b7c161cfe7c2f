#include "infra/engine/restore/link_registry.h"

#include <array>
#include <span>

namespace tl::engine {

namespace {

/// What two names of one file have in common, whatever is said of its inode.
Sha256Digest contentOf(const Node& node) {
    Sha256 hash;
    const std::array numbers{static_cast<std::uint64_t>(node.type), node.device};
    hash.update(std::as_bytes(std::span{numbers}));
    hash.update(std::as_bytes(std::span{node.linkTarget}));
    if (node.content) hash.update(std::as_bytes(std::span{*node.content}));
    return hash.finish();
}

}  // namespace

void LinkRegistry::add(const Node& node, const LinkSource& source) {
    if (node.links > 1)
        entries_.insert_or_assign({node.inode, node.deviceId}, Entry{source, contentOf(node)});
}

std::optional<LinkSource> LinkRegistry::find(const Node& node) const {
    if (node.links <= 1) return std::nullopt;
    const auto found = entries_.find({node.inode, node.deviceId});
    if (found == entries_.end() || found->second.content != contentOf(node)) return std::nullopt;
    return found->second.source;
}

void LinkRegistry::forEach(const std::function<void(LinkSource& source)>& visit) {
    for (auto& [number, entry] : entries_)
        visit(entry.source);
}

}  // namespace tl::engine
