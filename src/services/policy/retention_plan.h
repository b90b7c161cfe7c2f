// What the retention policies keep of a repository: a pure function, so that a preview is what
// happens (requirement PM-1).
//
// Each snapshot is judged by the most specific policy that is for it: one for a tag that it has,
// else one for its target, else one for the repository, else the one for all. Those of the same
// rank all judge it, and it stays when any of them keeps it. Without a policy it stays.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "infra/catalog/retention_definition.h"
#include "infra/catalog/target_definition.h"
#include "services/repository/forget_plan.h"

namespace tl::services {

/// From the least to the most specific.
enum class RetentionScope : std::uint8_t { All, Repository, Target, Tag };

[[nodiscard]] const char* nameOf(RetentionScope scope) noexcept;

/// A policy as a value that can be computed with.
struct RetentionRules {
    RetentionScope scope = RetentionScope::All;
    engine::RetentionPolicy policy{};
    /// Snapshots are judged in groups of the same.
    GroupBy groupBy{.host = true, .paths = true};
    bool isRemovingAllAllowed = false;
};

/// Reads the rules: `keep-last`, `keep-daily`, …, `keep-within`, `keep-within-daily`, … as options
/// of `forget`, `keep-tag` (lists of tags with commas, several with semicolons), `group-by`, and
/// `remove-all` = `yes`, the first of two permissions to leave nothing.
/// **Errors:** InvalidInput, also for a policy that keeps nothing without that permission.
[[nodiscard]] RetentionRules parseRetention(const catalog::RetentionDefinition& policy);

struct JudgedSnapshot {
    StoredSnapshot stored;
    std::vector<std::string> policies{};  ///< Names of those that judged it; none: it stays.
    engine::KeepReasons reasons{};        ///< Why it stays, with the policy before each.
    bool isRemoved = false;
};

struct RetentionPlan {
    std::vector<JudgedSnapshot> snapshots{};  ///< Newest first.
    ForgetPlan forget{};                      ///< The same for whoever carries it out.
};

/// What the policies are and what they are for.
struct RetentionSetting {
    std::vector<catalog::RetentionDefinition> policies{};
    std::vector<catalog::TargetDefinition> targets{};
    std::string repository{};  ///< Its name.
    /// The second permission to leave nothing of a group.
    bool isRemovingAllAllowed = false;
};

/// **Errors:** InvalidInput when a policy would leave nothing of a group without both permissions,
/// naming both; as parseRetention().
[[nodiscard]] RetentionPlan planRetention(const std::vector<StoredSnapshot>& snapshots,
                                          const RetentionSetting& setting,
                                          const engine::RetentionMoment& moment);

}  // namespace tl::services
