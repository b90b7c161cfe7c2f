#include "infra/engine/rewrite/tree_rewriter.h"

#include <optional>
#include <span>
#include <utility>

#include "infra/engine/format/tree_text.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// No path that the kernel takes is deeper, so no honest tree is.
constexpr std::size_t kDepthMax = 4096;

/// How many trees are remembered, at some 150 bytes each.
constexpr std::size_t kKnownMax = 1U << 18U;

/// What the walk needs of a node.
struct Entry {
    std::string name;
    NodeType type;
    std::uint64_t size;
    std::optional<BlobId> subtree;
};

}  // namespace

/// A folder that the walk is in.
struct TreeRewriter::Level {
    Level(const BlobId& tree, std::string content, std::size_t pathSize)
        : id{tree},
          json{std::move(content)},
          pathLength{pathSize},
          text{splitTree(std::as_bytes(std::span{json}))},
          builder{text} {}

    void keep(std::string_view node) {
        builder.add(node);
        ++keptCount;
    }

    const BlobId id;
    const std::string json;
    const std::size_t pathLength;
    const TreeText text;
    TreeTextBuilder builder;
    std::vector<Entry> entries;
    std::size_t next = 0;
    std::size_t keptCount = 0;
    bool isChanged = false;
    TreeTotals totals;
};

TreeRewriter::TreeRewriter(BlobReader& reader,
                           BlobSaver& saver,
                           const RestoreSelection& selection,
                           OnLeftOut onLeftOut)
    : reader_{reader},
      saver_{saver},
      selection_{selection},
      onLeftOut_{std::move(onLeftOut)} {}

TreeRewriter::~TreeRewriter() = default;

RewrittenTree TreeRewriter::rewrite(const BlobId& root, const std::stop_token& stop) {
    levels_.clear();
    path_.clear();
    if (const auto known = known_.find(keyOf(root)); known != known_.end()) return known->second;
    enter(root, stop);
    while (true) {
        Level& level = *levels_.back();
        if (level.next < level.entries.size()) {
            visitNext(level, stop);
            continue;
        }
        const RewrittenTree done = leave(stop);
        if (levels_.empty()) return done;
        Level& above = *levels_.back();
        take(above, above.next - 1, done);
    }
}

void TreeRewriter::enter(const BlobId& tree, const std::stop_token& stop) {
    if (stop.stop_requested()) throw Cancelled{};
    if (levels_.size() >= kDepthMax)
        throw Error{ErrorKind::Corrupted, "the folders are nested too deeply"};
    try {
        levels_.push_back(withSecondLook([&] {
            const auto json = reader_.load({BlobType::Tree, tree}, stop);
            auto level = std::make_unique<Level>(
                tree, std::string{reinterpret_cast<const char*>(json.data()), json.size()},
                path_.size());
            trees_.read(json, [&level](Node&& node) {
                level->entries.push_back(
                    {std::move(node.name), node.type, node.size, node.subtree});
            });
            if (level->entries.size() != level->text.nodes.size())
                throw Error{ErrorKind::Corrupted, "the tree is written in a way nobody writes it"};
            return level;
        }));
    } catch (Error& error) {
        error.add("tree", tree.hex());
        error.add("path", path_.empty() ? "/" : path_);
        throw;
    }
}

void TreeRewriter::visitNext(Level& level, const std::stop_token& stop) {
    const std::size_t number = level.next++;
    const Entry& entry = level.entries[number];
    path_.resize(level.pathLength);
    path_.append("/").append(entry.name);
    const RestoreDecision decision = selection_.decide(path_);
    if (entry.type != NodeType::Directory) {
        if (!decision.isSelected) return leaveOut(level);
        level.keep(level.text.nodes[number]);
        if (entry.type == NodeType::File) level.totals += {.files = 1, .bytes = entry.size};
        return;
    }
    if (!decision.isSelected && !decision.childMayBeSelected) return leaveOut(level);
    if (!entry.subtree)
        throw Error{ErrorKind::Corrupted, "the folder's node names no tree", {{"path", path_}}};
    if (const auto known = known_.find(keyOf(*entry.subtree)); known != known_.end()) {
        take(level, number, known->second);
    } else {
        enter(*entry.subtree, stop);
    }
}

void TreeRewriter::leaveOut(Level& level) const {
    level.isChanged = true;
    if (onLeftOut_) onLeftOut_(path_);
}

void TreeRewriter::take(Level& level, std::size_t entry, const RewrittenTree& folder) const {
    if (folder.isEmpty && !selection_.decide(path_).isSelected) return leaveOut(level);
    level.totals += folder.totals;
    const std::string_view node = level.text.nodes[entry];
    if (folder.tree == *level.entries[entry].subtree) return level.keep(node);
    level.keep(withSubtree(node, folder.tree));
    level.isChanged = true;
}

RewrittenTree TreeRewriter::leave(const std::stop_token& stop) {
    Level& level = *levels_.back();
    path_.resize(level.pathLength);
    RewrittenTree done{.tree = level.id, .isEmpty = level.keptCount == 0, .totals = level.totals};
    if (level.isChanged) {
        const std::string json = level.builder.finish();
        done.tree = saver_.save(BlobType::Tree, std::as_bytes(std::span{json}), stop).id;
    }
    if (known_.size() < kKnownMax) known_.emplace(keyOf(level.id), done);
    levels_.pop_back();
    return done;
}

BlobId TreeRewriter::keyOf(const BlobId& tree) {
    hash_.update(std::as_bytes(std::span{path_}));
    hash_.update(tree.digest);
    return BlobId{hash_.finish()};
}

}  // namespace tl::engine
