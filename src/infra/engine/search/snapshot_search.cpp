#include "infra/engine/search/snapshot_search.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/repository/second_look.h"

namespace tl::engine {

namespace {

/// No path that the kernel takes is deeper, so no honest tree is.
constexpr std::size_t kDepthMax = 4096;
/// What is remembered of one folder, and in all: some hundred bytes a match.
constexpr std::size_t kFolderMatchesMax = 256;
constexpr std::size_t kMatchesMax = 200'000;

/// Names a tree at a path: patterns see the path, so the same tree elsewhere is another search.
BlobId makeKey(const BlobId& tree, const std::string& path) {
    Sha256 hash;
    hash.update(tree.digest);
    hash.update(std::as_bytes(std::span{path}));
    return {hash.finish()};
}

}  // namespace

SnapshotSearch::SnapshotSearch(BlobReader& reader, const SearchQuery& query)
    : reader_{reader},
      query_{query} {}

void SnapshotSearch::search(const BlobId& root,
                            SearchListener& listener,
                            const std::stop_token& stop) {
    listener_ = &listener;
    stop_ = &stop;
    const BlobHandle handle{BlobType::Tree, root};
    if (query_.blobs.contains(handle)) {
        Node node;
        node.type = NodeType::Directory;
        node.subtree = root;
        listener.onMatch({.path = "/", .node = node, .tree = root, .blobs = {handle}});
    }
    (void)searchFolder(root, "", 0);
}

SnapshotSearch::Found SnapshotSearch::searchFolder(const BlobId& tree,
                                                   const std::string& path,
                                                   std::size_t depth) {
    if (stop_->stop_requested()) throw Cancelled{};
    const BlobId key = makeKey(tree, path);
    if (searchedInVain_.contains(key)) return std::vector<Match>{};
    if (const auto known = found_.find(key); known != found_.end()) {
        for (const Match& match : known->second)
            listener_->onMatch(*match);
        return known->second;
    }
    std::vector<Node> nodes;
    try {
        if (depth > kDepthMax)
            throw Error{ErrorKind::Corrupted, "the folders are nested too deeply"};
        nodes = withSecondLook([&] {
            return trees_.readAll(reader_.load({BlobType::Tree, tree}, *stop_));
        });
    } catch (const Error& error) {
        listener_->onProblem(path.empty() ? "/" : path, error);
        return std::nullopt;
    }
    Found found = searchNodes(std::move(nodes), tree, path, depth);
    remember(key, found);
    return found;
}

SnapshotSearch::Found SnapshotSearch::searchNodes(std::vector<Node>&& nodes,
                                                  const BlobId& tree,
                                                  const std::string& path,
                                                  std::size_t depth) {
    const bool isForBlobs = !query_.blobs.empty();
    Found found = std::vector<Match>{};
    for (Node& node : nodes) {
        const std::string nodePath = path + "/" + node.name;
        const bool isFolder = node.type == NodeType::Directory;
        const std::optional<BlobId> subtree = node.subtree;
        std::vector<BlobHandle> blobs = isForBlobs ? wantedOf(node) : std::vector<BlobHandle>{};
        const PatternDecision decision =
            isForBlobs ? PatternDecision{!blobs.empty(), true} : query_.patterns.decide(nodePath);
        if (decision.isMatched && isInTime(node)) {
            node.content.reset();
            tell({nodePath, std::move(node), tree, std::move(blobs)}, found);
        }
        if (!isFolder || !subtree || !decision.childMayMatch) continue;
        const Found below = searchFolder(*subtree, nodePath, depth + 1);
        if (!below || (found && found->size() + below->size() > kFolderMatchesMax)) {
            found.reset();
        } else if (found) {
            found->insert(found->end(), below->begin(), below->end());
        }
    }
    return found;
}

void SnapshotSearch::remember(const BlobId& key, const Found& found) {
    if (!found) return;
    if (found->empty()) {
        searchedInVain_.insert(key);
    } else if (rememberedCount_ + found->size() <= kMatchesMax) {
        rememberedCount_ += found->size();
        found_.emplace(key, *found);
    }
}

void SnapshotSearch::tell(SearchMatch&& match, Found& found) {
    listener_->onMatch(match);
    if (!found) return;
    if (found->size() == kFolderMatchesMax)
        found.reset();
    else
        found->push_back(std::make_shared<const SearchMatch>(std::move(match)));
}

bool SnapshotSearch::isInTime(const Node& node) const {
    if (query_.oldest && node.mtime.isBefore(*query_.oldest)) return false;
    return !query_.newest || !query_.newest->isBefore(node.mtime);
}

std::vector<BlobHandle> SnapshotSearch::wantedOf(const Node& node) const {
    std::vector<BlobHandle> wanted;
    const auto addIfWanted = [&](const BlobHandle& handle) {
        if (query_.blobs.contains(handle) && std::ranges::find(wanted, handle) == wanted.end())
            wanted.push_back(handle);
    };
    if (node.type == NodeType::File && node.content)
        for (const BlobId& id : *node.content)
            addIfWanted({BlobType::Data, id});
    if (node.type == NodeType::Directory && node.subtree)
        addIfWanted({BlobType::Tree, *node.subtree});
    return wanted;
}

}  // namespace tl::engine
