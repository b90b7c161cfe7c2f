#include "infra/engine/archive/folder_walker.h"

#include <algorithm>
#include <utility>

#include "infra/engine/filter/path_components.h"
#include "infra/errors/error.h"
#include "infra/platform/extended_attributes.h"
#include "infra/platform/file_system.h"

namespace tl::engine {

namespace {

constexpr std::size_t kBatchFiles = 64;
constexpr std::uint64_t kBatchBytes = std::uint64_t{4} << 20U;

std::string join(const std::string& folder, const std::string& name) {
    std::string path;
    path.reserve(folder.size() + 1 + name.size());
    path = folder;
    if (!path.ends_with('/')) path += '/';
    return path += name;
}

std::string folderOf(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string absolutePath(const std::string& path, const std::string& workingFolder) {
    return path.starts_with('/') ? path : cleanPath(join(workingFolder, path));
}

/// The tree of the folder `node`, which the walker owns until it has left it.
std::shared_ptr<PendingTree> makeTree(const EntryDestination& destination,
                                      Node node,
                                      const Node* parentNode) {
    return std::make_shared<PendingTree>(
        join(destination.tree->path(), destination.name),
        PendingTree::Place{destination.tree, destination.slot, std::move(node),
                           parentNode ? std::optional{*parentNode} : std::nullopt});
}

}  // namespace

FolderWalker::FolderWalker(const ArchiveContext& context, FileSink archiveNow)
    : context_{context},
      archiveNow_{std::move(archiveNow)},
      parentTree_{context.repository, context.index, context.events},
      nodes_{context.users, context.zone, context.options.accessTime} {}

std::vector<std::shared_ptr<PendingTree>> FolderWalker::walkTargets(const TargetsTask& task,
                                                                    const std::stop_token& stop) {
    const auto tree = std::make_shared<PendingTree>(std::string{}, std::nullopt);
    const auto parent =
        task.parent ? parentTree_.load(*task.parent, stop) : std::make_shared<ParentFolder>();
    Descent descent{task.workingFolder};
    walkBelow(*task.top, tree, parent, std::nullopt, descent, stop);
    descent.trees.push_back(tree);
    return std::move(descent.trees);
}

void FolderWalker::walkBelow(const TargetNode& node,
                             const std::shared_ptr<PendingTree>& tree,
                             const std::shared_ptr<const ParentFolder>& parent,
                             std::optional<std::uint64_t> device,
                             Descent& descent,
                             const std::stop_token& stop) {
    std::size_t slot = 0;
    for (const auto& [name, child] : node.children) {
        if (stop.stop_requested()) throw Cancelled{};
        EntryDestination destination{tree, slot++, name};
        if (child.isTarget)
            walkTarget(child, std::move(destination), parent, device, descent);
        else
            walkFolderAbove(child, destination, *parent, descent, stop);
        passOnFullBatch(stop);
    }
}

void FolderWalker::walkTarget(const TargetNode& target,
                              EntryDestination destination,
                              const std::shared_ptr<const ParentFolder>& parent,
                              std::optional<std::uint64_t> device,
                              const Descent& descent) {
    EntrySource source{target.path, absolutePath(target.path, descent.workingFolder), device};
    try {
        // Who names a file wants it, whatever the patterns say.
        const bool isWanted = target.isExplicit || context_.selection.selectsPath(source.absolute);
        const auto status =
            isWanted ? std::optional{readStatus(source.path, Follow::No)} : std::nullopt;
        if (!status || (!target.isExplicit &&
                        !context_.selection.selectsStatus(source.absolute, *status, device))) {
            destination.tree->deliver(destination.slot, std::nullopt);
            return;
        }
        if (target.isExplicit)
            source.device = status->deviceId;
        else if (!source.device)
            source.device = readStatus(folderOf(source.path), Follow::Yes).deviceId;
        if (status->kind != FileKind::Directory) {
            saveLeaf(source, destination, *status, parent->find(destination.name));
            return;
        }
        destination.tree->expect();
        std::vector<Work> folder;
        folder.emplace_back(FolderTask{std::move(source), std::move(destination), *status, parent});
        context_.queue.defer(std::move(folder));
    } catch (const Error& error) {
        reportFailure(source.path, error);
        destination.tree->deliver(destination.slot, std::nullopt);
    }
}

/// A folder on the way to targets: it has its real metadata, but only the targets in it.
void FolderWalker::walkFolderAbove(const TargetNode& node,
                                   const EntryDestination& destination,
                                   const ParentFolder& parent,
                                   Descent& descent,
                                   const std::stop_token& stop) {
    const Node* const parentNode = parent.find(destination.name);
    std::optional<FileStatus> status;
    Node folder;
    try {
        status = readStatus(node.path, Follow::Yes);
        folder = buildNode(realPath(node.path), destination.name, *status);
    } catch (const Error& error) {
        reportFailure(node.path, error);
        destination.tree->deliver(destination.slot, std::nullopt);
        return;
    }
    const std::optional<std::uint64_t> device =
        node.isExplicit ? std::optional{status->deviceId} : std::nullopt;
    const auto tree = makeTree(destination, std::move(folder), parentNode);
    destination.tree->expect();
    walkBelow(node, tree, parentTree_.load(parentNode, stop), device, descent, stop);
    descent.trees.push_back(tree);
}

std::shared_ptr<PendingTree> FolderWalker::walkFolder(const FolderTask& folder,
                                                      const std::stop_token& stop) {
    if (stop.stop_requested()) throw Cancelled{};
    const EntryDestination& destination = folder.destination;
    const Node* const parentNode = folder.parentAbove->find(destination.name);
    std::shared_ptr<PendingTree> tree;
    try {
        // The folder is closed before its subfolders are entered: however deep the tree, few files
        // are open.
        const Directory directory = Directory::open(folder.source.path, Follow::No);
        std::vector<std::string> names;
        if (!context_.selection.isForeign(folder.status, folder.source.device))
            names = selectNames(directory, folder.source.absolute);
        tree = makeTree(destination, buildNode(folder.source.path, destination.name, folder.status),
                        parentNode);
        const auto parent = parentTree_.load(parentNode, stop);
        context_.queue.defer(walkEntries(folder, tree, std::move(names), directory, parent, stop));
        return tree;
    } catch (const Error& error) {
        if (tree) throw;  // Not from reading this folder.
        reportFailure(folder.source.path, error);
        destination.tree->deliver(destination.slot, std::nullopt);
        return destination.tree;
    }
}

/// The names in a folder that may be wanted, in the order of the tree.
std::vector<std::string> FolderWalker::selectNames(const Directory& directory,
                                                   const std::string& absolute) const {
    const auto entries = directory.entries();
    const FolderMark* const mark = context_.selection.findMark(directory, entries);
    std::vector<std::string> names;
    names.reserve(entries.size());
    for (const DirectoryEntry& entry : entries) {
        if (mark && entry.name != mark->name) continue;
        if (context_.selection.selectsPath(join(absolute, entry.name))) names.push_back(entry.name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// Delivers what is there already, and returns the tasks of the subfolders, the first one last.
std::vector<Work> FolderWalker::walkEntries(const FolderTask& folder,
                                            const std::shared_ptr<PendingTree>& tree,
                                            std::vector<std::string> names,
                                            const Directory& directory,
                                            const std::shared_ptr<const ParentFolder>& parent,
                                            const std::stop_token& stop) {
    std::vector<Work> subfolders;
    for (std::size_t slot = 0; slot < names.size(); ++slot) {
        if (stop.stop_requested()) throw Cancelled{};
        EntrySource source{join(folder.source.path, names[slot]),
                           join(folder.source.absolute, names[slot]), folder.source.device};
        EntryDestination destination{tree, slot, std::move(names[slot])};
        try {
            const auto status = directory.tryStatus(destination.name);
            // What has vanished since the folder was read is left out without a word.
            if (!status ||
                !context_.selection.selectsStatus(source.absolute, *status, source.device)) {
                tree->deliver(slot, std::nullopt);
            } else if (status->kind == FileKind::Directory) {
                tree->expect();
                subfolders.emplace_back(
                    FolderTask{std::move(source), std::move(destination), *status, parent});
            } else {
                saveLeaf(source, destination, *status, parent->find(destination.name));
            }
        } catch (const Error& error) {
            reportFailure(source.path, error);
            tree->deliver(slot, std::nullopt);
        }
        passOnFullBatch(stop);
    }
    std::ranges::reverse(subfolders);
    return subfolders;
}

/// Anything but a folder. Throws before it has delivered anything, or not at all.
void FolderWalker::saveLeaf(const EntrySource& source,
                            const EntryDestination& destination,
                            const FileStatus& status,
                            const Node* parentNode) {
    Node node = buildNode(source.path, destination.name, status);
    if (node.type == NodeType::File) {
        saveFile(source, destination, std::move(node), parentNode);
        return;
    }
    if (node.type == NodeType::Symlink) node.linkTarget = readLink(source.path);
    destination.tree->deliver(destination.slot, std::move(node));
}

void FolderWalker::saveFile(const EntrySource& source,
                            const EntryDestination& destination,
                            Node node,
                            const Node* parentNode) {
    if (isUnchanged(node, parentNode) && isContentKnown(*parentNode, source.path)) {
        node.content = parentNode->content;
        ++context_.counters.files;
        ++context_.counters.filesUnmodified;
        context_.counters.bytes += node.size;
        if (context_.events.wantsItems()) {
            context_.events.onItem({.path = join(destination.tree->path(), destination.name),
                                    .isDirectory = false,
                                    .action = ItemAction::Unchanged});
        }
        destination.tree->deliver(destination.slot, std::move(node));
        return;
    }
    const bool isInParent = parentNode && parentNode->type == NodeType::File;
    destination.tree->expect();
    batchBytes_ += node.size;
    batch_.push_back({destination.tree, destination.slot, source.path, std::move(node),
                      isInParent ? ItemAction::Modified : ItemAction::New});
}

/// Format section 7.9.
bool FolderWalker::isUnchanged(const Node& node, const Node* parentNode) const {
    const ArchiveOptions& options = context_.options;
    return parentNode && parentNode->type == NodeType::File && parentNode->content &&
           parentNode->size == node.size && parentNode->mtime.isSameInstant(node.mtime) &&
           (options.ignoreInode || parentNode->inode == node.inode) &&
           (options.ignoreInode || options.ignoreChangeTime ||
            parentNode->ctime.isSameInstant(node.ctime));
}

bool FolderWalker::isContentKnown(const Node& parentNode, const std::string& path) {
    for (const BlobId& id : *parentNode.content) {
        if (context_.claims.isKnown({BlobType::Data, id})) continue;
        context_.events.onWarning("parts of " + path +
                                  " are missing from the repository, so it is read again");
        return false;
    }
    return true;
}

Node FolderWalker::buildNode(const std::string& path,
                             const std::string& name,
                             const FileStatus& status) {
    Node node = nodes_.build(name, status);
    const auto onProblem = [&](const std::string& attribute, const Error& error) {
        context_.events.onWarning("extended attribute " + attribute + " of " + path +
                                  " is left out: " + error.what());
    };
    for (NamedAttribute& attribute : readExtendedAttributes(path, onProblem))
        node.extendedAttributes.push_back({std::move(attribute.name), std::move(attribute.value)});
    return node;
}

void FolderWalker::reportFailure(const std::string& path, const Error& error) {
    ++context_.counters.failures;
    context_.events.onFailure({path, BackupPhase::Archival, error.describe()});
}

FileBatch FolderWalker::takeRest() {
    batchBytes_ = 0;
    return std::exchange(batch_, {});
}

/// Not called where a file's failure is caught: what storing throws ends the backup.
void FolderWalker::passOnFullBatch(const std::stop_token& stop) {
    if (batch_.size() < kBatchFiles && batchBytes_ < kBatchBytes) return;
    Work work{takeRest()};
    if (!context_.queue.tryPush(work)) archiveNow_(std::move(std::get<FileBatch>(work)), stop);
}

}  // namespace tl::engine
