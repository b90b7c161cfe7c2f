#include "infra/engine/restore/link_registry.h"

#include <algorithm>

namespace tl::engine {

namespace {

bool isSame(const PlannedFile& file, const Node& node, const RestorePlan& plan) {
    const auto first = plan.blobs.begin() + static_cast<std::ptrdiff_t>(file.firstBlob);
    return node.content &&
           std::equal(first, first + file.blobCount, node.content->begin(), node.content->end());
}

bool isSame(const PlannedSpecial& special, const Node& node) {
    return special.type == node.type && special.linkTarget == node.linkTarget &&
           special.device == node.device;
}

}  // namespace

void LinkRegistry::add(const Node& node, const LinkSource& source) {
    if (node.links > 1) sources_.insert_or_assign({node.inode, node.deviceId}, source);
}

std::optional<LinkSource> LinkRegistry::find(const Node& node, const RestorePlan& plan) const {
    if (node.links <= 1) return std::nullopt;
    const auto found = sources_.find({node.inode, node.deviceId});
    if (found == sources_.end()) return std::nullopt;
    const LinkSource& source = found->second;
    const bool isSameThing = source.isFile ? isSame(plan.files[source.number], node, plan)
                                           : isSame(plan.specials[source.number], node);
    return isSameThing ? std::optional{source} : std::nullopt;
}

}  // namespace tl::engine
