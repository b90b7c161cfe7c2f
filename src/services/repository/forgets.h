// Removing snapshots: those named, or those that a policy does not keep.

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/retention/retention_policy.h"
#include "services/repository/forget_plan.h"
#include "services/repository/prunes.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

struct ForgetRequest {
    RepositoryAccess repository{};
    SnapshotFilter filter{};
    std::vector<std::string> ids{};  ///< These are removed, and no policy is looked at.
    ForgetRules rules{};
    /// In place of rules and filter: decides under the lock, with all snapshots, oldest first.
    std::function<ForgetPlan(const std::vector<StoredSnapshot>& snapshots,
                             const engine::RetentionMoment& moment)>
        plan{};
    bool isDryRun = false;
    /// Prunes afterwards, under the same lock, when there is something to remove.
    std::optional<engine::PruneOptions> prune{};
};

struct ForgetReport {
    std::vector<engine::SnapshotId> removed{};  ///< Or in a dry run, what would be.
    std::vector<engine::SnapshotId> failed{};   ///< Should have been removed, but could not.
    /// What could not be read, a sentence each; it was left alone.
    std::vector<std::string> problems{};
    std::optional<PruneReport> prune{};
};

/// Told what a forget does. **Threads:** calls may come from any thread, one at a time.
class ForgetObserver {
  public:
    ForgetObserver() = default;
    ForgetObserver(const ForgetObserver&) = delete;
    ForgetObserver& operator=(const ForgetObserver&) = delete;
    virtual ~ForgetObserver() = default;

    /// What is going to be removed, before anything is.
    virtual void onPlan(const ForgetPlan& plan) = 0;
    virtual void onRemoved(const engine::SnapshotId& id) = 0;
    /// A snapshot that stays although it should go; the rest goes on.
    virtual void onFailure(const engine::SnapshotId& id, const std::string& message) = 0;
    /// Something that could not be read and is left alone.
    virtual void onProblem(const std::string& message) = 0;
    /// All is removed, and now a prune begins, which this observer is told of.
    virtual PruneObserver& onPrune(std::size_t removedCount) = 0;
};

class Forgets {
  public:
    Forgets() = default;
    Forgets(const Forgets&) = delete;
    Forgets& operator=(const Forgets&) = delete;
    virtual ~Forgets() = default;

    /// Takes an exclusive lock; without a lock (`Locking::Skip`) only as a dry run. When a removal
    /// fails, the report says so, and there is no prune.
    /// **Errors:** as planForget() and, for `ids`, selectSnapshots(): then nothing is removed; as
    /// Prunes, and as Repositories.
    virtual ForgetReport forget(const ForgetRequest& request,
                                ForgetObserver& observer,
                                const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Forgets> makeForgets(const ServiceContext& context);

}  // namespace tl::services
