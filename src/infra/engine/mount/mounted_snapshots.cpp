#include "infra/engine/mount/mounted_snapshots.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "infra/engine/format/file_mode.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/mount/inode_number.h"
#include "infra/engine/mount/snapshot_file.h"
#include "infra/engine/repository/node_kind.h"
#include "infra/errors/error.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

namespace {

constexpr std::size_t kContentMax = std::size_t{96} << 20U;
constexpr std::size_t kCachedNodesMax = 200'000;
/// A user who has just made a backup wants to see it soon; a store wants to be asked seldom.
constexpr std::chrono::seconds kLookInterval{5};

/// A folder's entries: sorted by name, and only those whose names can be shown.
using Folder = std::shared_ptr<const std::vector<Node>>;

[[noreturn]] void failNotFound(const std::string& path) {
    throw Error{ErrorKind::NotFound, "there is no such file", {{"path", path}}};
}

WallTime toWallTime(const Timestamp& time) {
    return {.seconds = time.seconds, .nanoseconds = time.nanoseconds};
}

/// Takes the next component off the front of `path`.
std::string_view takeName(std::string_view& path) {
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(name.size());
    return name;
}

std::vector<SnapshotId> idsOf(const std::vector<LoadedSnapshot>& snapshots) {
    std::vector<SnapshotId> ids;
    for (const LoadedSnapshot& loaded : snapshots)
        ids.push_back(loaded.id);
    return ids;
}

}  // namespace

/// One state of the repository. Files keep the one that they were opened with.
struct MountedSnapshots::Shown {
    std::vector<LoadedSnapshot> snapshots;
    MountLayout layout;
    SharedIndex index;
};

/// What a path stands for: an entry of the layout, a snapshot's root, or a node in it.
struct MountedSnapshots::Place {
    std::shared_ptr<const Shown> shown;
    const LayoutEntry* entry = nullptr;
    const LoadedSnapshot* snapshot = nullptr;
    std::optional<BlobId> tree;  ///< Of a folder in a snapshot.
    Folder folder;               ///< Holds the node.
    const Node* node = nullptr;
};

/// The folders used last. **Threads:** safe from any thread.
class MountedSnapshots::FolderCache {
  public:
    explicit FolderCache(const Repository& repository) : repository_{repository} {}

    [[nodiscard]] Folder load(const BlobIndex& index,
                              const BlobId& tree,
                              const std::stop_token& stop) {
        if (const Folder known = find(tree)) return known;
        BlobReader reader{repository_, index};
        TreeReader trees;
        auto nodes = trees.readAll(reader.load({BlobType::Tree, tree}, stop));
        std::erase_if(nodes, [](const Node& node) { return !NamedEntry::isPlain(node.name); });
        std::ranges::stable_sort(nodes, {}, &Node::name);
        Folder folder = std::make_shared<const std::vector<Node>>(std::move(nodes));
        keep(tree, folder);
        return folder;
    }

  private:
    struct Slot {
        Folder folder;
        std::list<BlobId>::iterator recent;
    };

    [[nodiscard]] Folder find(const BlobId& tree) {
        const std::scoped_lock lock{mutex_};
        const auto slot = slots_.find(tree);
        if (slot == slots_.end()) return nullptr;
        recent_.splice(recent_.begin(), recent_, slot->second.recent);
        return slot->second.folder;
    }

    void keep(const BlobId& tree, const Folder& folder) {
        const std::scoped_lock lock{mutex_};
        if (slots_.contains(tree)) return;
        recent_.push_front(tree);
        slots_[tree] = {folder, recent_.begin()};
        nodeCount_ += folder->size() + 1;
        while (nodeCount_ > kCachedNodesMax && recent_.size() > 1) {
            const auto oldest = slots_.find(recent_.back());
            nodeCount_ -= oldest->second.folder->size() + 1;
            slots_.erase(oldest);
            recent_.pop_back();
        }
    }

    const Repository& repository_;
    std::mutex mutex_;  ///< Guards all below.
    std::unordered_map<BlobId, Slot> slots_;
    std::list<BlobId> recent_;  ///< The one used last in front.
    std::size_t nodeCount_ = 0;
};

MountedSnapshots::MountedSnapshots(const MountSource& source,
                                   MountRules rules,
                                   const std::stop_token& stop)
    : source_{source},
      rules_{std::move(rules)},
      folders_{std::make_unique<FolderCache>(source.repository)},
      contents_{source.repository, kContentMax, stop} {
    (void)current(stop);
}

MountedSnapshots::~MountedSnapshots() = default;

std::shared_ptr<const MountedSnapshots::Shown> MountedSnapshots::current(
    const std::stop_token& stop) {
    const auto now = source_.clock.monotonic();
    std::shared_ptr<const Shown> before;
    {
        const std::scoped_lock lock{mutex_};
        if (shown_ && now - lookedAt_ < kLookInterval) return shown_;
        lookedAt_ = now;  // One looks, the others go on with what there is.
        before = shown_;
    }
    auto snapshots = source_.loadSnapshots(stop);
    if (before && idsOf(snapshots) == idsOf(before->snapshots)) return before;
    auto shown = std::make_shared<Shown>();
    shown->snapshots = std::move(snapshots);
    shown->layout = layOut(shown->snapshots, rules_.templates);
    shown->index = std::make_shared<const BlobIndex>(loadIndex(source_.repository, stop));
    const std::scoped_lock lock{mutex_};
    shown_ = std::move(shown);
    return shown_;
}

MountedSnapshots::Place MountedSnapshots::find(const std::string& path,
                                               const std::stop_token& stop) {
    Place place;
    place.shown = current(stop);
    std::string_view rest = path;
    place.entry = &place.shown->layout.front();
    for (std::string_view name = takeName(rest); !name.empty(); name = takeName(rest)) {
        if (place.entry != nullptr && !place.entry->snapshot) {
            const auto child = place.entry->children.find(std::string{name});
            if (child == place.entry->children.end()) failNotFound(path);
            place.entry = &place.shown->layout[child->second];
            if (place.entry->snapshot) {
                place.snapshot = &place.shown->snapshots[*place.entry->snapshot];
                place.tree = place.snapshot->snapshot.tree;
            }
            continue;
        }
        if (!place.tree) failNotFound(path);
        place.folder = folders_->load(*place.shown->index, *place.tree, stop);
        const auto node = std::ranges::lower_bound(*place.folder, name, {}, &Node::name);
        if (node == place.folder->end() || node->name != name) failNotFound(path);
        place.entry = nullptr;
        place.node = &*node;
        place.tree = node->type == NodeType::Directory ? node->subtree : std::nullopt;
    }
    return place;
}

FileStatus MountedSnapshots::statusOf(const Node& node) const {
    FileStatus status;
    // What has no kind of its own is shown as a file.
    status.kind = node.type == NodeType::Irregular ? FileKind::Regular : fileKindOf(node.type);
    status.permissionBits = toPermissionBits(node.mode);
    status.userId = rules_.isOwnedByRoot ? 0 : node.uid;
    status.groupId = rules_.isOwnedByRoot ? 0 : node.gid;
    status.device = node.device;
    status.links = node.links;
    status.sizeBytes = node.type == NodeType::Symlink ? node.linkTarget.size() : node.size;
    status.modified = toWallTime(node.mtime);
    status.accessed = toWallTime(node.atime);
    status.changed = toWallTime(node.ctime);
    return status;
}

FileStatus MountedSnapshots::statusOfLayout(const Shown& shown, const LayoutEntry& entry) const {
    constexpr std::uint32_t kReadableByAll = 0555;
    constexpr std::uint32_t kLinkPermissions = 0777;
    FileStatus status;
    const bool isLink = !entry.linkTarget.empty();
    status.kind = isLink ? FileKind::Symlink : FileKind::Directory;
    status.permissionBits = isLink ? kLinkPermissions : kReadableByAll;
    status.userId = rules_.isOwnedByRoot ? 0 : rules_.userId;
    status.groupId = rules_.isOwnedByRoot ? 0 : rules_.groupId;
    status.sizeBytes = entry.linkTarget.size();
    if (!shown.snapshots.empty()) {
        const LoadedSnapshot& newest = shown.snapshots.back();
        const Timestamp& time =
            (entry.snapshot ? shown.snapshots[*entry.snapshot] : newest).snapshot.time;
        status.modified = status.accessed = status.changed = toWallTime(time);
    }
    return status;
}

FileStatus MountedSnapshots::status(const std::string& path, const std::stop_token& stop) {
    const Place place = find(path, stop);
    FileStatus status =
        place.node ? statusOf(*place.node) : statusOfLayout(*place.shown, *place.entry);
    status.inode =
        place.node ? inodeNumberOf(path, *place.node, place.snapshot->id) : inodeNumberOf(path);
    return status;
}

void MountedSnapshots::list(const std::string& path,
                            const VisitEntry& visit,
                            const std::stop_token& stop) {
    const Place place = find(path, stop);
    const std::string folder = path.ends_with('/') ? path : path + '/';
    if (place.tree) {
        for (const Node& node : *folders_->load(*place.shown->index, *place.tree, stop)) {
            FileStatus status = statusOf(node);
            status.inode = inodeNumberOf(folder + node.name, node, place.snapshot->id);
            visit(node.name, status);
        }
        return;
    }
    if (place.node || !place.entry->linkTarget.empty())
        throw Error{ErrorKind::InvalidInput, "this is no folder", {{"path", path}}};
    for (const auto& [name, number] : place.entry->children) {
        FileStatus status = statusOfLayout(*place.shown, place.shown->layout[number]);
        status.inode = inodeNumberOf(folder + name);
        visit(name, status);
    }
}

std::unique_ptr<MountedFile> MountedSnapshots::open(const std::string& path,
                                                    const std::stop_token& stop) {
    const Place place = find(path, stop);
    if (!place.node || place.node->type != NodeType::File)
        throw Error{ErrorKind::InvalidInput, "this is no regular file", {{"path", path}}};
    return makeSnapshotFile(place.node->content.value_or(std::vector<BlobId>{}), place.shown->index,
                            contents_);
}

std::string MountedSnapshots::readLink(const std::string& path, const std::stop_token& stop) {
    const Place place = find(path, stop);
    if (!place.node && !place.entry->linkTarget.empty()) return place.entry->linkTarget;
    if (place.node && place.node->type == NodeType::Symlink) return place.node->linkTarget;
    throw Error{ErrorKind::InvalidInput, "this is no link", {{"path", path}}};
}

std::vector<NamedAttribute> MountedSnapshots::attributes(const std::string& path,
                                                         const std::stop_token& stop) {
    const Place place = find(path, stop);
    std::vector<NamedAttribute> attributes;
    if (!place.node) return attributes;
    for (const ExtendedAttribute& attribute : place.node->extendedAttributes)
        attributes.push_back({attribute.name, attribute.value});
    return attributes;
}

}  // namespace tl::engine
