// Changing the tags of snapshots.

#pragma once

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

/// Either `set`, or any of the other two.
struct TagChange {
    std::vector<std::string> set{};     ///< The new tags; one empty text stands for none at all.
    std::vector<std::string> add{};     ///< Behind those there are.
    std::vector<std::string> remove{};  ///< Where they are there.
};

struct TagRequest {
    RepositoryAccess repository{};
    SnapshotFilter filter{};
    std::vector<std::string> ids{};  ///< As in SnapshotQuery.
    TagChange change{};
};

/// A snapshot that took the place of another.
struct ReplacedSnapshot {
    engine::SnapshotId old;
    engine::SnapshotId replacement;
};

struct TagReport {
    std::size_t changedCount = 0;
    std::size_t failureCount = 0;  ///< Snapshots that should have been changed.
    std::size_t problemCount = 0;  ///< Snapshots that cannot be read.
};

class TagObserver {
  public:
    TagObserver() = default;
    TagObserver(const TagObserver&) = delete;
    TagObserver& operator=(const TagObserver&) = delete;
    virtual ~TagObserver() = default;

    virtual void onChanged(const ReplacedSnapshot& replaced) = 0;
    /// A snapshot that could not be changed; the others are.
    virtual void onFailure(const engine::SnapshotId& id, const std::string& message) = 0;
    /// Something that could not be read and is left alone.
    virtual void onProblem(const std::string& message) = 0;
};

/// Changes `snapshot`; returns false when there is nothing to change.
[[nodiscard]] bool applyTagChange(const TagChange& change, engine::Snapshot& snapshot);

class Tags {
  public:
    Tags() = default;
    Tags(const Tags&) = delete;
    Tags& operator=(const Tags&) = delete;
    virtual ~Tags() = default;

    /// Replaces each selected snapshot whose tags change by one with the new tags, which keeps the
    /// ID of the very first as its `original`. Takes an exclusive lock.
    /// **Errors:** InvalidInput for a change that says nothing, or both sets and adds or removes;
    /// as selectSnapshots() and Repositories.
    virtual TagReport change(const TagRequest& request,
                             TagObserver& observer,
                             const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Tags> makeTags(const ServiceContext& context);

}  // namespace tl::services
