#include <algorithm>
#include <utility>

#include "infra/engine/filter/path_components.h"
#include "infra/engine/index/load_index.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/errors/printable.h"
#include "services/recovery/absolute_path.h"
#include "services/recovery/browsing.h"
#include "services/repository/session.h"
#include "services/repository/snapshot_selection.h"

namespace tl::services {

namespace {

/// What `ls` shows: everything; or the folders asked for, and what is in them, to one level or all.
class ListedPaths {
  public:
    explicit ListedPaths(const ListFilesRequest& request) : isRecursive_{request.recursive} {
        for (const std::string& folder : request.folders) {
            if (!folder.starts_with('/')) {
                throw Error{ErrorKind::InvalidInput,
                            "folders in a snapshot begin with a slash: " + folder};
            }
            folders_.push_back(engine::cleanPath(folder));
        }
    }

    /// Absolute and clean.
    [[nodiscard]] const std::vector<std::string>& folders() const noexcept { return folders_; }

    [[nodiscard]] bool isShown(const std::string& path) const {
        if (folders_.empty()) return true;
        return std::ranges::any_of(folders_, [&](const std::string& folder) {
            return isWithin(path, folder) &&
                   (isRecursive_ || path == folder || folderAbove(path) == folder);
        });
    }

    [[nodiscard]] bool isEntered(const std::string& path) const {
        if (folders_.empty()) return true;
        return std::ranges::any_of(folders_, [&](const std::string& folder) {
            return isWithin(folder, path) || (isRecursive_ && isWithin(path, folder));
        });
    }

  private:
    const bool isRecursive_;
    std::vector<std::string> folders_;
};

/// Passes on what is shown, with the paths that the snapshot has.
class ListingVisitor final : public engine::TreeVisitor {
  public:
    ListingVisitor(const ListedPaths& paths, FileListener& listener)
        : paths_{paths},
          listener_{listener} {}

    engine::Descend onNode(const std::string& path, engine::Node& node) override {
        if (paths_.isShown(path)) listener_.onNode(path, node);
        const bool isFolder = node.type == engine::NodeType::Directory;
        if (!isFolder || !paths_.isEntered(path)) return engine::Descend::No;
        return engine::Descend::Yes;
    }

    void onLeaveFolder(const std::string& path) override {
        if (paths_.isShown(path)) listener_.onLeaveFolder(path);
    }

    void onUnreadableFolder(const std::string& path, const Error& error) override {
        Error told = error;
        told.add("folder", path);
        throw told;
    }

  private:
    const ListedPaths& paths_;
    FileListener& listener_;
};

class BrowsingService final : public Browsing {
  public:
    explicit BrowsingService(const ServiceContext& context) : context_{context} {}

    void listFiles(const ListFilesRequest& request,
                   FileListener& listener,
                   const std::stop_token& stop) override {
        const ListedPaths paths{request};
        const auto session =
            RepositorySession::open(context_, request.repository, engine::LockMode::Shared, stop);
        session->run(
            [&](const std::stop_token& work) { list(*session, request, paths, listener, work); });
        session->close();
    }

  private:
    static void list(RepositorySession& session,
                     const ListFilesRequest& request,
                     const ListedPaths& paths,
                     FileListener& listener,
                     const std::stop_token& stop) {
        const engine::Repository& repository = session.repository();
        const SnapshotFolder folder =
            selectSnapshotFolder(repository, request.snapshot, request.filter, stop);
        const engine::BlobIndex index = engine::loadIndex(repository, stop);
        engine::BlobReader reader{repository, index};
        const engine::BlobId tree =
            engine::findSubtree(reader, folder.snapshot.snapshot.tree, folder.folder, stop);
        requireAll(paths.folders(), reader, tree, stop);
        listener.onSnapshot(folder.snapshot);
        ListingVisitor visitor{paths, listener};
        engine::walkTree(reader, tree, visitor, stop);
    }

    /// A folder that was mistyped must not pass for an empty one.
    static void requireAll(const std::vector<std::string>& paths,
                           engine::BlobReader& reader,
                           const engine::BlobId& root,
                           const std::stop_token& stop) {
        for (const std::string& path : paths) {
            if (path == "/" || engine::findNode(reader, root, path, stop)) continue;
            throw Error{ErrorKind::NotFound,
                        "there is no file or folder " + quoted(path) + " in the snapshot"};
        }
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Browsing> makeBrowsing(const ServiceContext& context) {
    return std::make_unique<BrowsingService>(context);
}

}  // namespace tl::services
