// Making snapshots anew without some of their files, or with other metadata.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/clock.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"
#include "services/repository/tags.h"

namespace tl::services {

struct RewriteRequest {
    RepositoryAccess repository{};
    SnapshotFilter filter{};
    std::vector<std::string> ids{};  ///< As in SnapshotQuery.
    std::vector<std::string> excludes{};
    std::vector<std::string> excludesIgnoringCase{};
    std::vector<std::string> excludeFiles{};
    std::vector<std::string> excludeFilesIgnoringCase{};
    std::vector<std::string> includes{};  ///< Instead of excludes: keep nothing else.
    std::vector<std::string> includesIgnoringCase{};
    std::vector<std::string> includeFiles{};
    std::vector<std::string> includeFilesIgnoringCase{};
    std::string newHost{};              ///< Empty: as it is.
    std::optional<WallTime> newTime{};  ///< Nothing: as it is.
    bool isSummaryWanted = false;       ///< Store number and size of files where that is missing.
    bool isForgetting = false;          ///< Remove the snapshots that are made anew.
    bool isDryRun = false;
};

struct RewriteReport {
    std::size_t changedCount = 0;  ///< Or in a dry run, how many would be.
    std::size_t failureCount = 0;  ///< Snapshots that should have been made anew.
    std::size_t problemCount = 0;  ///< Snapshots that cannot be read.
};

/// What became of a snapshot.
enum class RewriteOutcome : std::uint8_t {
    Unchanged,
    Nothing,      ///< The includes select nothing of it, so it was left as it is.
    WouldChange,  ///< Of a dry run.
};

class RewriteObserver {
  public:
    RewriteObserver() = default;
    RewriteObserver(const RewriteObserver&) = delete;
    RewriteObserver& operator=(const RewriteObserver&) = delete;
    virtual ~RewriteObserver() = default;

    /// A snapshot is looked at: number `number` of `total`.
    virtual void onSnapshot(const StoredSnapshot& stored,
                            std::size_t number,
                            std::size_t total) = 0;
    /// A file, or folder with all that is in it, that the snapshot loses. Each folder of the
    /// repository is told once, for the first snapshot that has it at its place.
    virtual void onLeftOut(const std::string& path) = 0;
    virtual void onOutcome(const engine::SnapshotId& id, RewriteOutcome outcome) = 0;
    /// A new snapshot is stored; `replaced.old` is still there, or with isForgetting, gone.
    virtual void onSaved(const ReplacedSnapshot& replaced) = 0;
    /// A snapshot that could not be made anew; the others are.
    virtual void onFailure(const engine::SnapshotId& id, const std::string& message) = 0;
    /// Something that could not be read and is left alone.
    virtual void onProblem(const std::string& message) = 0;
};

class Rewrites {
  public:
    Rewrites() = default;
    Rewrites(const Rewrites&) = delete;
    Rewrites& operator=(const Rewrites&) = delete;
    virtual ~Rewrites() = default;

    /// Makes each selected snapshot anew in which something changes, with its ID as `original`, and
    /// unless isForgetting, with the tag "rewrite". All trees are stored before the first snapshot
    /// is, and no snapshot is removed before its successor is stored. Takes a lock, an exclusive
    /// one when it removes; none in a dry run.
    /// **Errors:** InvalidInput for a request that changes nothing, or has includes and excludes;
    /// as selectSnapshots() and Repositories.
    virtual RewriteReport rewrite(const RewriteRequest& request,
                                  RewriteObserver& observer,
                                  const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Rewrites> makeRewrites(const ServiceContext& context);

}  // namespace tl::services
