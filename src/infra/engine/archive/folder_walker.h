// Walks targets and folders and decides for each entry: take it from the parent snapshot, read it,
// or leave it out. A folder's subfolders become tasks of their own, so that all workers walk.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/archive/archive_context.h"
#include "infra/engine/archive/parent_tree.h"
#include "infra/engine/archive/target_tree.h"
#include "infra/platform/directory.h"

namespace tl::engine {

/// **Threads:** one at a time; each worker has one.
class FolderWalker {
  public:
    /// Reads and stores files now.
    using FileSink = std::function<void(FileBatch files, const std::stop_token& stop)>;

    /// `context` must outlive the object. Files that have to be read go into the queue, and to
    /// `archiveNow` while that is full: nobody else may be left to empty it.
    FolderWalker(const ArchiveContext& context, FileSink archiveNow);

    /// Looks at the targets and the folders above them. Returns the trees that it has made, the top
    /// one last: the caller calls takeRest() and then releases each.
    /// **Errors:** what `archiveNow` throws. What cannot be read is reported, not thrown.
    [[nodiscard]] std::vector<std::shared_ptr<PendingTree>> walkTargets(
        const TargetsTask& task, const std::stop_token& stop);

    /// Looks at every entry of a folder. Returns its tree, or the one above when it cannot be read:
    /// the caller calls takeRest() and then releases it.
    /// **Errors:** as walkTargets().
    [[nodiscard]] std::shared_ptr<PendingTree> walkFolder(const FolderTask& folder,
                                                          const std::stop_token& stop);

    /// The files that have to be read and are not in the queue.
    [[nodiscard]] FileBatch takeRest();

  private:
    /// The way down to the targets.
    struct Descent {
        const std::string& workingFolder;
        std::vector<std::shared_ptr<PendingTree>> trees{};
    };

    void walkBelow(const TargetNode& node,
                   const std::shared_ptr<PendingTree>& tree,
                   const std::shared_ptr<const ParentFolder>& parent,
                   std::optional<std::uint64_t> device,
                   Descent& descent,
                   const std::stop_token& stop);
    void walkTarget(const TargetNode& target,
                    EntryDestination destination,
                    const std::shared_ptr<const ParentFolder>& parent,
                    std::optional<std::uint64_t> device,
                    const Descent& descent);
    void walkFolderAbove(const TargetNode& node,
                         const EntryDestination& destination,
                         const ParentFolder& parent,
                         Descent& descent,
                         const std::stop_token& stop);
    [[nodiscard]] std::vector<Work> walkEntries(const FolderTask& folder,
                                                const std::shared_ptr<PendingTree>& tree,
                                                std::vector<std::string> names,
                                                const Directory& directory,
                                                const std::shared_ptr<const ParentFolder>& parent,
                                                const std::stop_token& stop);
    [[nodiscard]] std::vector<std::string> selectNames(const Directory& directory,
                                                       const std::string& absolute) const;

    void saveLeaf(const EntrySource& source,
                  const EntryDestination& destination,
                  const FileStatus& status,
                  const Node* parentNode);
    void saveFile(const EntrySource& source,
                  const EntryDestination& destination,
                  Node node,
                  const Node* parentNode);
    [[nodiscard]] bool isUnchanged(const Node& node, const Node* parentNode) const;
    [[nodiscard]] bool isContentKnown(const Node& parentNode, const std::string& path);

    [[nodiscard]] Node buildNode(const std::string& path,
                                 const std::string& name,
                                 const FileStatus& status);
    void reportFailure(const std::string& path, const Error& error);
    void passOnFullBatch(const std::stop_token& stop);

    const ArchiveContext& context_;
    const FileSink archiveNow_;
    ParentTree parentTree_;
    NodeBuilder nodes_;
    FileBatch batch_;
    std::uint64_t batchBytes_ = 0;
};

}  // namespace tl::engine
