// Finding files and blobs in snapshots, and what became of a path.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/search/path_history.h"
#include "infra/engine/search/snapshot_search.h"
#include "infra/platform/clock.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

enum class SearchFor : std::uint8_t {
    Names,  ///< Patterns of names and paths.
    Blobs,  ///< IDs of parts of files, whole or their first digits; for the next ones, too.
    Trees,
    Packs,  ///< All blobs that are in the packs, be these in the index or not.
};

enum class SnapshotOrder : std::uint8_t { NewestFirst, OldestFirst };

struct FindRequest {
    RepositoryAccess repository{};
    SnapshotQuery snapshots{};
    SnapshotOrder order = SnapshotOrder::NewestFirst;
    SearchFor searchFor = SearchFor::Names;
    std::vector<std::string> wanted{};  ///< Patterns or IDs: any of them.
    engine::LetterCase letterCase = engine::LetterCase::Distinct;
    std::optional<WallTime> oldest{};  ///< Of the modification.
    std::optional<WallTime> newest{};
    bool wantsPacks = false;  ///< Tell where the blobs looked for are stored.
};

class FindObserver {
  public:
    FindObserver() = default;
    FindObserver(const FindObserver&) = delete;
    FindObserver& operator=(const FindObserver&) = delete;
    virtual ~FindObserver() = default;

    virtual void onMatch(const StoredSnapshot& snapshot, const engine::SearchMatch& match) = 0;
    virtual void onPack(const engine::StoredBlob& blob) = 0;
    /// A folder that could not be looked into.
    virtual void onProblem(const StoredSnapshot& snapshot,
                           const std::string& path,
                           const Error& error) = 0;
};

struct HistoryRequest {
    RepositoryAccess repository{};
    SnapshotQuery snapshots{};
    std::string path{};  ///< In the snapshots.
};

struct HistoryVersion {
    engine::PathVersion version;
    StoredSnapshot first;  ///< Of the snapshots that have it.
    StoredSnapshot last;
};

/// What became of the path in the snapshots of one host.
struct HostHistory {
    std::string host;
    std::vector<HistoryVersion> versions;  ///< Oldest first.
    std::size_t snapshotCount = 0;         ///< That were looked into.
};

class Searches {
  public:
    Searches() = default;
    Searches(const Searches&) = delete;
    Searches& operator=(const Searches&) = delete;
    virtual ~Searches() = default;

    /// **Errors:** InvalidInput for a malformed pattern or ID; NotFound for a pack that is
    /// neither in the index nor there; Corrupted; and as Repositories.
    virtual void find(const FindRequest& request,
                      FindObserver& observer,
                      const std::stop_token& stop) = 0;

    /// The hosts that ever had the path, in the order of their first snapshots. Snapshots that did
    /// not save the place of the path are left out: that it is not in them says nothing.
    /// **Errors:** NotFound when no snapshot has the path; Corrupted; and as Repositories.
    [[nodiscard]] virtual std::vector<HostHistory> history(const HistoryRequest& request,
                                                           const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Searches> makeSearches(const ServiceContext& context);

}  // namespace tl::services
