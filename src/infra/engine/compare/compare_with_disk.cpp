#include "infra/engine/compare/compare_with_disk.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "infra/engine/archive/node_builder.h"
#include "infra/engine/compare/content_on_disk.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/errors/printable.h"
#include "infra/platform/directory.h"
#include "infra/platform/extended_attributes.h"
#include "infra/platform/file_system.h"
#include "infra/platform/users.h"

namespace tl::engine {

namespace {

/// Reads nodes from the disk: without content, and without extended attributes, which are read only
/// where they are compared.
class DiskNodes {
  public:
    explicit DiskNodes(const TimeZone& zone) : builder_{names_, zone, AccessTime::AsModified} {}

    [[nodiscard]] std::vector<Node> list(const Directory& folder) {
        std::vector<Node> nodes;
        for (const DirectoryEntry& entry : folder.entries()) {
            const auto status = folder.tryStatus(entry.name);
            if (!status || status->kind == FileKind::Socket) continue;  // Gone, or never saved.
            Node node = builder_.build(entry.name, *status);
            if (node.type == NodeType::Symlink) node.linkTarget = folder.readLink(entry.name);
            nodes.push_back(std::move(node));
        }
        sortByName(nodes);
        return nodes;
    }

    /// What is at `path` itself, as a list of one node or none.
    [[nodiscard]] std::vector<Node> readOne(const std::string& path, const std::string& name) {
        const auto status = tryReadStatus(path, Follow::No);
        if (!status) return {};
        Node node = builder_.build(name, *status);
        if (node.type == NodeType::Symlink) node.linkTarget = readLink(path);
        return {std::move(node)};
    }

  private:
    UserNames names_;
    NodeBuilder builder_;
};

using Attributes = std::vector<std::pair<std::string, std::string>>;

template <typename Named>
Attributes sorted(const std::vector<Named>& named) {
    Attributes attributes;
    for (const Named& attribute : named)
        attributes.emplace_back(attribute.name, attribute.value);
    std::ranges::sort(attributes);
    return attributes;
}

class FoldersOfDisk final : public ComparedFolders {
  public:
    FoldersOfDisk(BlobReader& reader,
                  const BlobIndex& index,
                  const DiskPair& places,
                  const DiskComparisonOptions& options,
                  const TimeZone& zone,
                  const std::stop_token& stop)
        : reader_{reader},
          index_{index},
          places_{places},
          options_{options},
          disk_{zone},
          stop_{stop} {}

    [[nodiscard]] std::vector<Node> load(const BlobId& tree) {
        auto nodes = loadTree(reader_, tree, stop_);
        sortByName(nodes);
        return nodes;
    }

    /// What a backup of the folder would save.
    [[nodiscard]] std::vector<Node> listDisk(const std::string& path, Follow follow) {
        auto nodes = disk_.list(Directory::open(path, follow));
        if (!options_.excludes.isEmpty())
            std::erase_if(nodes, [&](const Node& node) { return isExcluded(path, node.name); });
        return nodes;
    }

    [[nodiscard]] std::vector<Node> readOne(const std::string& path, const std::string& name) {
        return disk_.readOne(path, name);
    }

    std::vector<Node> list(Side side, const std::string& path, const Node& node) override {
        if (side == Side::After) return listDisk(path, Follow::No);
        if (!node.subtree) throw Error{ErrorKind::Corrupted, "the folder's node names no tree"};
        return load(*node.subtree);
    }

    bool isSameFolder(const Node& /*before*/, const Node& /*after*/) override { return false; }

    bool isSameContent(const std::string& path, const Node& before, const Node& after) override {
        if (before.size != after.size) return false;
        const bool isUntouched = before.mtime.isSameInstant(after.mtime) &&
                                 before.ctime.isSameInstant(after.ctime) &&
                                 before.inode == after.inode;
        if (isUntouched && options_.reading == Reading::WhenChanged) return true;
        return content_.isAll(File::openSource(path),
                              before.content.value_or(std::vector<BlobId>{}), index_, stop_);
    }

    /// Inodes, devices and the last change of status are the file system's own affair.
    bool isSameMetadata(const std::string& path, const Node& before, const Node& after) override {
        return before.type == after.type && before.mode == after.mode && before.uid == after.uid &&
               before.gid == after.gid && before.mtime.isSameInstant(after.mtime) &&
               before.linkTarget == after.linkTarget && before.device == after.device &&
               sorted(before.extendedAttributes) == sorted(readExtendedAttributes(path));
    }

    void onMet(Side /*side*/, const Node& /*node*/) override {}

  private:
    [[nodiscard]] bool isExcluded(const std::string& folder, const std::string& name) const {
        std::string path = places_.snapshotPath;
        if (path.ends_with('/')) path.pop_back();
        const std::size_t top = places_.diskPath == "/" ? 0 : places_.diskPath.size();
        path += folder.substr(std::min(top, folder.size()));
        if (!path.ends_with('/')) path += '/';
        return options_.excludes.decide(path + name).isMatched;
    }

    BlobReader& reader_;
    const BlobIndex& index_;
    const DiskPair& places_;
    const DiskComparisonOptions& options_;
    DiskNodes disk_;
    const std::stop_token& stop_;
    ContentOnDisk content_;
};

/// What the snapshot has at the place.
Node requireNode(BlobReader& reader, const DiskPair& places, const std::stop_token& stop) {
    auto node = findNode(reader, places.root, places.snapshotPath, stop);
    if (!node)
        throw Error{ErrorKind::NotFound, "there is no file or folder " +
                                             quoted(places.snapshotPath) + " in the snapshot"};
    return std::move(*node);
}

std::string withSlash(const std::string& path) {
    return path.ends_with('/') ? path : path + "/";
}

}  // namespace

ComparisonFigures compareWithDisk(const Repository& repository,
                                  const BlobIndex& index,
                                  const DiskPair& places,
                                  const DiskComparisonOptions& options,
                                  const TimeZone& zone,
                                  ComparisonListener& listener,
                                  const std::stop_token& stop) {
    ComparisonFigures figures;
    BlobReader reader{repository, index};
    FoldersOfDisk folders{reader, index, places, options, zone, stop};
    const ComparisonContext context{folders, options.metadata, listener, figures};
    if (places.snapshotPath == "/") {
        compareEntries(context, withSlash(places.diskPath), folders.load(places.root),
                       folders.listDisk(places.diskPath, Follow::Yes), stop);
        return figures;
    }
    Node before = requireNode(reader, places, stop);
    if (places.diskPath == "/") {
        compareEntries(context, "/", folders.list(Side::Before, "/", before),
                       folders.listDisk("/", Follow::Yes), stop);
        return figures;
    }
    // Under the disk's name, so that a folder may be compared with a copy of another name.
    const std::size_t slash = places.diskPath.rfind('/');
    before.name = places.diskPath.substr(slash + 1);
    const auto after = folders.readOne(places.diskPath, before.name);
    compareEntries(context, places.diskPath.substr(0, slash + 1), {std::move(before)}, after, stop);
    return figures;
}

}  // namespace tl::engine
