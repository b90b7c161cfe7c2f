#include "infra/engine/check/node_check.h"

#include <cstddef>

namespace tl::engine {

namespace {

using Problems = std::vector<std::string>;

void checkContent(const Node& node, const BlobQuestion& isIndexed, Problems& problems) {
    if (!node.content) {
        problems.emplace_back("it is a file without a list of its content");
        return;
    }
    std::size_t missingCount = 0;
    const BlobId* firstMissing = nullptr;
    for (const BlobId& id : *node.content) {
        if (isIndexed({BlobType::Data, id})) continue;
        if (missingCount++ == 0) firstMissing = &id;
    }
    if (missingCount == 0) return;
    problems.push_back(std::to_string(missingCount) + " of the " +
                       std::to_string(node.content->size()) +
                       " blobs of its content are in no index, first " + firstMissing->hex());
}

void checkSubtree(const Node& node, Problems& problems) {
    if (!node.subtree || node.subtree->isZero())
        problems.emplace_back("it is a folder without the ID of its tree");
}

}  // namespace

Problems problemsOf(const Node& node, const BlobQuestion& isIndexed) {
    Problems problems;
    if (!isPlainName(node.name)) problems.emplace_back("its name is none that a file can have");
    if (node.type == NodeType::File) checkContent(node, isIndexed, problems);
    if (node.type == NodeType::Directory) checkSubtree(node, problems);
    if (node.type == NodeType::Irregular) problems.emplace_back("its type is unknown");
    return problems;
}

bool isPlainName(std::string_view name) noexcept {
    if (name.empty() || name == "." || name == "..") return false;
    return name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

}  // namespace tl::engine
