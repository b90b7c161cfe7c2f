// Walks targets and folders and decides for each entry: take it from the parent snapshot, read it,
// or leave it out. One thread; what costs time is passed on to the workers.

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/archive/archive_context.h"
#include "infra/engine/archive/parent_tree.h"
#include "infra/engine/archive/target_tree.h"
#include "infra/platform/directory.h"

namespace tl::engine {

/// **Threads:** one at a time.
class FolderWalker {
  public:
    /// `context` must outlive the object. `workingFolder` is the absolute path that relative
    /// targets start from.
    FolderWalker(const ArchiveContext& context, std::string workingFolder);

    /// Puts everything below `top` into the queue. `parent` is the top tree of the parent snapshot.
    /// **Errors:** what the queue throws. What cannot be read is reported, not thrown.
    void walk(const TargetNode& top,
              const std::optional<BlobId>& parent,
              const std::stop_token& stop);

  private:
    /// Where an entry is.
    struct Source {
        std::string path;                     ///< For opening it.
        std::string absolute;                 ///< For the patterns.
        std::optional<std::uint64_t> device;  ///< File system of the target above.
    };
    /// Where its node goes.
    struct Destination {
        std::shared_ptr<PendingTree> tree;
        std::size_t slot = 0;
        std::string name;
    };
    struct Subfolder {
        Source source;
        Destination destination;
        FileStatus status;
    };

    void walkTargets(const TargetNode& node,
                     const std::shared_ptr<PendingTree>& tree,
                     const ParentFolder& parent,
                     std::optional<std::uint64_t> device,
                     const std::stop_token& stop);
    void walkTarget(const TargetNode& target,
                    Destination destination,
                    const ParentFolder& parent,
                    std::optional<std::uint64_t> device,
                    const std::stop_token& stop);
    void walkFolderAbove(const TargetNode& node,
                         Destination destination,
                         const ParentFolder& parent,
                         const std::stop_token& stop);
    void walkFolder(const Subfolder& folder, const Node* parentNode, const std::stop_token& stop);
    void walkEntries(const Subfolder& folder,
                     const std::shared_ptr<PendingTree>& tree,
                     std::vector<std::string> names,
                     const Directory& directory,
                     const ParentFolder& parent,
                     std::vector<Subfolder>& subfolders,
                     const std::stop_token& stop);
    [[nodiscard]] std::vector<std::string> selectNames(const Directory& directory,
                                                       const std::string& absolute) const;

    void saveLeaf(const Source& source,
                  const Destination& destination,
                  const FileStatus& status,
                  const Node* parentNode,
                  const std::stop_token& stop);
    void saveFile(const Source& source,
                  const Destination& destination,
                  Node node,
                  const Node* parentNode,
                  const std::stop_token& stop);
    [[nodiscard]] bool isUnchanged(const Node& node, const Node* parentNode) const;
    [[nodiscard]] bool isContentKnown(const Node& parentNode, const std::string& path);

    [[nodiscard]] Node buildNode(const std::string& path,
                                 const std::string& name,
                                 const FileStatus& status);
    [[nodiscard]] std::string absolutePath(const std::string& path) const;
    void reportFailure(const std::string& path, const Error& error);
    void leaveFolder(const std::shared_ptr<PendingTree>& tree, const std::stop_token& stop);
    void flushBatch(const std::stop_token& stop);

    const ArchiveContext& context_;
    const std::string workingFolder_;
    ParentTree parentTree_;
    NodeBuilder nodes_;
    FileBatch batch_;
    std::uint64_t batchBytes_ = 0;
};

}  // namespace tl::engine
