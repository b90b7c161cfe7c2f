#include "infra/engine/repair/tree_repair.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "infra/engine/check/node_check.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// No path that the kernel takes is deeper, so no honest tree is.
constexpr std::size_t kDepthMax = 4096;

std::string describeLoss(std::size_t missing, std::size_t all) {
    return std::to_string(missing) + " of the " + std::to_string(all) +
           " blobs of its content are missing and were taken out";
}

}  // namespace

/// Where the repairer is.
struct TreeRepairer::Folder {
    std::string path;  ///< "" for the root, else "/a/b".
    std::size_t depth = 0;
    const Tell& tell;
    const std::stop_token& stop;

    [[nodiscard]] std::string pathOf(const Node& node) const { return path + "/" + node.name; }
    void report(const Node& node, const std::string& message) const { tell(pathOf(node), message); }
};

TreeRepairer::TreeRepairer(const Repository& repository, const BlobIndex& index, NewBlobs& fresh)
    : index_{index},
      fresh_{fresh},
      reader_{repository, index} {}

std::optional<BlobId> TreeRepairer::repair(const BlobId& root,
                                           const Tell& tell,
                                           const std::stop_token& stop) {
    return visit(root, {.path = "", .depth = 0, .tell = tell, .stop = stop});
}

std::optional<BlobId> TreeRepairer::visit(const BlobId& id, const Folder& folder) {
    if (folder.stop.stop_requested()) throw Cancelled{};
    if (sound_.contains(id)) return id;
    if (const auto known = changed_.find(id); known != changed_.end()) return known->second;
    std::optional<BlobId> result;
    if (auto nodes = tryLoad(id, folder)) {
        if (!mend(*nodes, folder)) {
            sound_.insert(id);
            return id;
        }
        result = store(*nodes, folder.stop);
    }
    changed_.emplace(id, result);
    return result;
}

std::optional<std::vector<Node>> TreeRepairer::tryLoad(const BlobId& id, const Folder& folder) {
    if (folder.depth > kDepthMax) return std::nullopt;
    try {
        return withSecondLook([&] {
            return trees_.readAll(reader_.load({BlobType::Tree, id}, folder.stop));
        });
    } catch (Error& error) {
        if (error.kind() == ErrorKind::Corrupted || error.kind() == ErrorKind::NotFound)
            return std::nullopt;
        error.add("tree", id.hex());
        throw;
    }
}

/// Returns whether anything was changed.
bool TreeRepairer::mend(std::vector<Node>& nodes, const Folder& folder) {
    bool isChanged = false;
    const auto drop = [&](const auto& condition, const char* reason) {
        const auto count = std::erase_if(nodes, [&](const Node& node) {
            if (!condition(node)) return false;
            folder.report(node, reason);
            return true;
        });
        isChanged = isChanged || count > 0;
    };
    drop([](const Node& node) { return !isPlainName(node.name); },
         "it was taken out: its name is none that a file can have");
    drop([](const Node& node) { return node.type == NodeType::Irregular; },
         "it was taken out: its type is unknown");
    if (!std::ranges::is_sorted(nodes, {}, &Node::name)) {
        std::ranges::stable_sort(nodes, {}, &Node::name);
        folder.tell(folder.path.empty() ? "/" : folder.path, "its entries were put in order");
        isChanged = true;
    }
    if (std::ranges::adjacent_find(nodes, {}, &Node::name) != nodes.end()) {
        std::optional<std::string> previous;
        drop([&previous](
                 const Node& node) { return std::exchange(previous, node.name) == node.name; },
             "it was taken out: its folder has another entry of this name");
    }
    for (Node& node : nodes) {
        if (node.type == NodeType::File) isChanged = mendFile(node, folder) || isChanged;
        if (node.type == NodeType::Directory) isChanged = mendFolder(node, folder) || isChanged;
    }
    return isChanged;
}

bool TreeRepairer::mendFile(Node& node, const Folder& folder) const {
    if (!node.content) {
        node.content.emplace();
        node.size = 0;
        folder.report(node, "it is empty now: its list of content is missing");
        return true;
    }
    const std::size_t all = node.content->size();
    std::uint64_t sizeBytes = 0;
    std::erase_if(*node.content, [&](const BlobId& id) {
        const auto place = index_.find({BlobType::Data, id});
        if (place) sizeBytes += place->blob.plaintextLength();
        return !place;
    });
    const std::size_t missing = all - node.content->size();
    if (missing == 0 && sizeBytes == node.size) return false;
    folder.report(node, missing > 0 ? describeLoss(missing, all)
                                    : "its size was corrected to that of its content");
    node.size = sizeBytes;
    return true;
}

bool TreeRepairer::mendFolder(Node& node, const Folder& folder) {
    std::optional<BlobId> tree;
    if (node.subtree && !node.subtree->isZero()) {
        tree = visit(*node.subtree, {.path = folder.pathOf(node),
                                     .depth = folder.depth + 1,
                                     .tell = folder.tell,
                                     .stop = folder.stop});
    }
    if (!tree) {
        folder.report(node, "it is empty now: its tree cannot be read");
        tree = store({}, folder.stop);
    }
    const bool isChanged = node.subtree != tree;
    node.subtree = tree;
    return isChanged;
}

BlobId TreeRepairer::store(const std::vector<Node>& nodes, const std::stop_token& stop) {
    TreeWriter writer;
    for (const Node& node : nodes)
        writer.add(node);
    const std::string json = writer.finish();
    const auto bytes = std::as_bytes(std::span{json});
    const BlobId id{sha256(bytes)};
    return isReadable(id, stop) ? id : fresh_.save(BlobType::Tree, bytes, stop);
}

/// Whether the repository has the tree already, and it is good.
bool TreeRepairer::isReadable(const BlobId& tree, const std::stop_token& stop) {
    if (!index_.contains({BlobType::Tree, tree})) return false;
    try {
        (void)reader_.load({BlobType::Tree, tree}, stop);
        return true;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace tl::engine
