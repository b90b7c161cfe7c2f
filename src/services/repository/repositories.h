// Repository management: making a repository, looking into it, its locks.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

struct InitRequest {
    RepositoryAccess repository{};
    std::uint32_t version = 2;  ///< 1 or 2.
    /// Copies the chunker parameters of this repository, so that both deduplicate alike.
    std::optional<RepositoryAccess> copyChunkerFrom{};
};

struct InitResult {
    std::string id;        ///< 64 hex digits.
    std::string location;  ///< Without secrets.
};

/// What `list` lists.
enum class ObjectKind : std::uint8_t { Blobs, Packs, Index, Snapshots, Keys, Locks };

/// What `cat` prints. The ID is a unique prefix, or for Blob and Tree a whole ID; unused for
/// MasterKey and Config. Tree takes a snapshot, too: `ID[:folder]`.
enum class CatKind : std::uint8_t {
    MasterKey,
    Config,
    Pack,
    Blob,
    Snapshot,
    Index,
    Key,
    Lock,
    Tree
};

struct SnapshotListing {
    std::vector<SnapshotGroup> groups{};
    /// What could not be read, a sentence each; the listing lacks it.
    std::vector<std::string> problems{};
};

enum class UnlockScope : std::uint8_t { Stale, All };

/// **Errors:** all calls: NoRepository, WrongPassword, Locked, and what the backend throws.
/// **Threads:** one call at a time an object.
class Repositories {
  public:
    Repositories() = default;
    Repositories(const Repositories&) = delete;
    Repositories& operator=(const Repositories&) = delete;
    virtual ~Repositories() = default;

    /// **Errors:** AlreadyExists when there is a config, a key or a snapshot; InvalidInput.
    virtual InitResult init(const InitRequest& request, const std::stop_token& stop) = 0;

    /// The snapshots that `query` selects, by time, in groups as it asks (one group without
    /// grouping). A damaged one is a problem of the listing, unless an ID names it.
    virtual SnapshotListing snapshots(const RepositoryAccess& access,
                                      const SnapshotQuery& query,
                                      const std::stop_token& stop) = 0;

    /// Calls `visit` with each line that `tl list` prints, in the order found.
    virtual void list(const RepositoryAccess& access,
                      ObjectKind kind,
                      const std::function<void(const std::string& line)>& visit,
                      const std::stop_token& stop) = 0;

    /// What restic's `cat` prints, to the last byte: indented JSON and a newline for the master
    /// key, config, snapshot, key and lock; an index's JSON as it is and a newline; the very bytes
    /// of a blob, tree or pack.
    /// **Errors:** NotFound; InvalidInput for an ambiguous prefix.
    virtual std::string cat(const RepositoryAccess& access,
                            CatKind kind,
                            const std::string& id,
                            const std::stop_token& stop) = 0;

    /// Removes locks; returns how many.
    virtual std::size_t unlock(const RepositoryAccess& access,
                               UnlockScope scope,
                               const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Repositories> makeRepositories(const ServiceContext& context);

}  // namespace tl::services
