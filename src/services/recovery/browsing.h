// Looking into snapshots without restoring them.

#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/format/node.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

struct ListFilesRequest {
    RepositoryAccess repository;
    std::string snapshot;              ///< `ID`, `latest`, or either with `:folder`.
    SnapshotFilter filter;             ///< For `latest`.
    std::vector<std::string> folders;  ///< Absolute paths in the snapshot; empty: everything.
    bool recursive = false;            ///< Below the given folders, all levels.
};

/// Told the entries in the order of the trees: parents first.
class FileListener {
  public:
    FileListener() = default;
    FileListener(const FileListener&) = delete;
    FileListener& operator=(const FileListener&) = delete;
    virtual ~FileListener() = default;
    virtual void onSnapshot(const StoredSnapshot& snapshot) = 0;
    /// `path` is absolute in the snapshot.
    virtual void onNode(const std::string& path, const engine::Node& node) = 0;
    /// Every entry of the folder `path` has been told.
    virtual void onLeaveFolder(const std::string& path) = 0;
};

class Browsing {
  public:
    Browsing() = default;
    Browsing(const Browsing&) = delete;
    Browsing& operator=(const Browsing&) = delete;
    virtual ~Browsing() = default;

    /// **Errors:** NotFound, Corrupted (a missing or damaged tree), and as Repositories.
    virtual void listFiles(const ListFilesRequest& request,
                           FileListener& listener,
                           const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Browsing> makeBrowsing(const ServiceContext& context);

}  // namespace tl::services
