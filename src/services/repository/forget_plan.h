// Which snapshots a policy removes, decided before anything is done: a value that is shown, tested
// and then executed. Nothing here touches a repository, so a preview is one call.

#pragma once

#include <string>
#include <vector>

#include "infra/engine/retention/apply_retention.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

/// What is kept, and what guards against mistakes.
struct ForgetRules {
    engine::RetentionPolicy policy{};
    /// The policy is applied to each group on its own.
    GroupBy groupBy{.host = true, .paths = true, .tags = false};
    /// An empty policy removes all that the filter lets pass. Needs a filter.
    bool isRemovingAllAllowed = false;
};

struct KeptSnapshot {
    StoredSnapshot stored;
    engine::KeepReasons reasons;
};

struct ForgetGroup {
    SnapshotGroupKey key{};
    std::string policy{};  ///< Its name, where policies of the catalog decide.
    std::vector<KeptSnapshot> kept{};       ///< Newest first.
    std::vector<StoredSnapshot> removed{};  ///< Newest first.
};

struct ForgetPlan {
    /// What the policy says; none when snapshots are named.
    std::vector<ForgetGroup> groups{};
    std::vector<engine::SnapshotId> removals{};
};

/// Refuses rules that would remove more than anybody can want.
/// **Errors:** InvalidInput for an empty policy without permission, or without a filter.
void checkForgetRules(const ForgetRules& rules, const SnapshotFilter& filter);

/// What a policy says of one group.
[[nodiscard]] ForgetGroup decideRetention(SnapshotGroup&& group,
                                          const engine::RetentionPolicy& policy,
                                          const engine::RetentionMoment& moment);

/// Applies the rules to snapshots, oldest first, that have passed a filter.
/// **Errors:** InvalidInput when a policy that is not empty keeps nothing of a group.
[[nodiscard]] ForgetPlan planForget(std::vector<StoredSnapshot> snapshots,
                                    const ForgetRules& rules,
                                    const engine::RetentionMoment& moment);

/// Removes all of `snapshots`.
[[nodiscard]] ForgetPlan planRemoval(const std::vector<StoredSnapshot>& snapshots);

}  // namespace tl::services
