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

}  // namespace

FolderWalker::FolderWalker(const ArchiveContext& context, std::string workingFolder)
    : context_{context},
      workingFolder_{std::move(workingFolder)},
      parentTree_{context.repository, context.index, context.events},
      nodes_{context.users, context.zone, context.options.accessTime} {}

void FolderWalker::walk(const TargetNode& top,
                        const std::optional<BlobId>& parent,
                        const std::stop_token& stop) {
    const auto tree = std::make_shared<PendingTree>(std::string{}, std::nullopt);
    const ParentFolder parentFolder = parent ? parentTree_.load(*parent, stop) : ParentFolder{};
    walkTargets(top, tree, parentFolder, std::nullopt, stop);
    flushBatch(stop);
    leaveFolder(tree, stop);
}

void FolderWalker::walkTargets(const TargetNode& node,
                               const std::shared_ptr<PendingTree>& tree,
                               const ParentFolder& parent,
                               std::optional<std::uint64_t> device,
                               const std::stop_token& stop) {
    std::size_t slot = 0;
    for (const auto& [name, child] : node.children) {
        Destination destination{tree, slot++, name};
        if (child.isTarget)
            walkTarget(child, std::move(destination), parent, device, stop);
        else
            walkFolderAbove(child, std::move(destination), parent, stop);
    }
}

void FolderWalker::walkTarget(const TargetNode& target,
                              Destination destination,
                              const ParentFolder& parent,
                              std::optional<std::uint64_t> device,
                              const std::stop_token& stop) {
    Source source{target.path, absolutePath(target.path), device};
    const Node* const parentNode = parent.find(destination.name);
    try {
        // Who names a file wants it, whatever the patterns say.
        const bool isWanted = target.isExplicit || context_.selection.selectsPath(source.absolute);
        const auto status =
            isWanted ? std::optional{readStatus(source.path, Follow::No)} : std::nullopt;
        if (!status || (!target.isExplicit && !context_.selection.selectsStatus(*status, device))) {
            destination.tree->deliver(destination.slot, std::nullopt);
            return;
        }
        if (target.isExplicit)
            source.device = status->deviceId;
        else if (!source.device)
            source.device = readStatus(folderOf(source.path), Follow::Yes).deviceId;
        if (status->kind == FileKind::Directory)
            walkFolder({source, destination, *status}, parentNode, stop);
        else
            saveLeaf(source, destination, *status, parentNode, stop);
    } catch (const Error& error) {
        reportFailure(source.path, error);
        destination.tree->deliver(destination.slot, std::nullopt);
    }
}

/// A folder on the way to targets: it has its real metadata, but only the targets in it.
void FolderWalker::walkFolderAbove(const TargetNode& node,
                                   Destination destination,
                                   const ParentFolder& parent,
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
    destination.tree->expect();
    const auto tree = std::make_shared<PendingTree>(
        join(destination.tree->path(), destination.name),
        PendingTree::Place{destination.tree, destination.slot, std::move(folder),
                           parentNode ? std::optional{*parentNode} : std::nullopt});
    walkTargets(node, tree, parentTree_.load(parentNode, stop), device, stop);
    leaveFolder(tree, stop);
}

void FolderWalker::walkFolder(const Subfolder& folder,
                              const Node* parentNode,
                              const std::stop_token& stop) {
    if (stop.stop_requested()) throw Cancelled{};
    const Destination& destination = folder.destination;
    std::shared_ptr<PendingTree> tree;
    std::vector<Subfolder> subfolders;
    ParentFolder parent;
    try {
        // The folder is closed before its subfolders are entered: however deep the tree, few files
        // are open.
        const Directory directory = Directory::open(folder.source.path, Follow::No);
        std::vector<std::string> names;
        if (!context_.selection.isForeign(folder.status, folder.source.device))
            names = selectNames(directory, folder.source.absolute);
        Node node = buildNode(folder.source.path, destination.name, folder.status);
        destination.tree->expect();
        tree = std::make_shared<PendingTree>(
            join(destination.tree->path(), destination.name),
            PendingTree::Place{destination.tree, destination.slot, std::move(node),
                               parentNode ? std::optional{*parentNode} : std::nullopt});
        parent = parentTree_.load(parentNode, stop);
        walkEntries(folder, tree, std::move(names), directory, parent, subfolders, stop);
    } catch (const Error& error) {
        if (tree) throw;  // Not from reading this folder.
        reportFailure(folder.source.path, error);
        destination.tree->deliver(destination.slot, std::nullopt);
        return;
    }
    for (const Subfolder& subfolder : subfolders)
        walkFolder(subfolder, parent.find(subfolder.destination.name), stop);
    leaveFolder(tree, stop);
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

void FolderWalker::walkEntries(const Subfolder& folder,
                               const std::shared_ptr<PendingTree>& tree,
                               std::vector<std::string> names,
                               const Directory& directory,
                               const ParentFolder& parent,
                               std::vector<Subfolder>& subfolders,
                               const std::stop_token& stop) {
    for (std::size_t slot = 0; slot < names.size(); ++slot) {
        if (stop.stop_requested()) throw Cancelled{};
        Source source{join(folder.source.path, names[slot]),
                      join(folder.source.absolute, names[slot]), folder.source.device};
        Destination destination{tree, slot, std::move(names[slot])};
        try {
            const auto status = directory.tryStatus(destination.name);
            // What has vanished since the folder was read is left out without a word.
            if (!status || !context_.selection.selectsStatus(*status, source.device)) {
                tree->deliver(slot, std::nullopt);
            } else if (status->kind == FileKind::Directory) {
                subfolders.push_back({std::move(source), std::move(destination), *status});
            } else {
                const Node* const parentNode = parent.find(destination.name);
                saveLeaf(source, destination, *status, parentNode, stop);
            }
        } catch (const Error& error) {
            reportFailure(source.path, error);
            tree->deliver(slot, std::nullopt);
        }
    }
}

/// Anything but a folder. Throws before it has delivered anything, or not at all.
void FolderWalker::saveLeaf(const Source& source,
                            const Destination& destination,
                            const FileStatus& status,
                            const Node* parentNode,
                            const std::stop_token& stop) {
    Node node = buildNode(source.path, destination.name, status);
    if (node.type == NodeType::File) {
        saveFile(source, destination, std::move(node), parentNode, stop);
        return;
    }
    if (node.type == NodeType::Symlink) node.linkTarget = readLink(source.path);
    destination.tree->deliver(destination.slot, std::move(node));
}

void FolderWalker::saveFile(const Source& source,
                            const Destination& destination,
                            Node node,
                            const Node* parentNode,
                            const std::stop_token& stop) {
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
    if (batch_.size() >= kBatchFiles || batchBytes_ >= kBatchBytes) flushBatch(stop);
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

std::string FolderWalker::absolutePath(const std::string& path) const {
    return path.starts_with('/') ? path : cleanPath(join(workingFolder_, path));
}

void FolderWalker::reportFailure(const std::string& path, const Error& error) {
    ++context_.counters.failures;
    context_.events.onFailure({path, BackupPhase::Archival, error.describe()});
}

/// Completing a tree is work like any other, and the walker has enough of its own.
void FolderWalker::leaveFolder(const std::shared_ptr<PendingTree>& tree,
                               const std::stop_token& stop) {
    if (tree->release()) context_.queue.push(TreeTask{tree}, stop);
}

void FolderWalker::flushBatch(const std::stop_token& stop) {
    batchBytes_ = 0;
    if (!batch_.empty()) context_.queue.push(std::exchange(batch_, {}), stop);
}

}  // namespace tl::engine
