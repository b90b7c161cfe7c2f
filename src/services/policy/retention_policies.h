// Retention policies: which snapshots are kept, by repository, target and tag (requirement PM-1).

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/catalog/retention_definition.h"
#include "services/catalog_access.h"
#include "services/policy/retention_plan.h"
#include "services/repository/forgets.h"

namespace tl::services {

using catalog::RetentionDefinition;

struct RetentionRequest {
    RepositoryAccess repository{};  ///< With its name, which the policies go by.
    bool isDryRun = false;
    /// The second of two permissions to leave nothing; the first is a rule of the policy.
    bool isRemovingAllAllowed = false;
    /// Prunes afterwards, under the same lock, when something was removed.
    std::optional<engine::PruneOptions> prune{};
};

struct RetentionReport {
    RetentionPlan plan{};
    ForgetReport forget{};
};

/// **Errors:** all calls, as CatalogAccess. **Threads:** any.
class RetentionPolicies {
  public:
    RetentionPolicies() = default;
    RetentionPolicies(const RetentionPolicies&) = delete;
    RetentionPolicies& operator=(const RetentionPolicies&) = delete;
    virtual ~RetentionPolicies() = default;

    /// By name.
    [[nodiscard]] virtual std::vector<RetentionDefinition> list() = 0;
    /// **Errors:** NotFound.
    [[nodiscard]] virtual RetentionDefinition load(const std::string& name) = 0;
    /// **Errors:** AlreadyExists; InvalidInput as parseRetention(), for a target or repository
    /// that is not there, and when another policy is for the same.
    virtual void add(const RetentionDefinition& policy) = 0;
    /// **Errors:** NotFound, and as add().
    virtual void edit(const std::string& name,
                      const std::function<void(RetentionDefinition& policy)>& change) = 0;
    /// **Errors:** NotFound.
    virtual void remove(const std::string& name) = 0;

    /// Removes from a repository what the policies do not keep, or, as a dry run, tells it: both
    /// by one plan, made under the lock that the removal holds.
    /// **Errors:** InvalidInput as planRetention(); as Forgets.
    virtual RetentionReport apply(const RetentionRequest& request,
                                  ForgetObserver& observer,
                                  const std::stop_token& stop) = 0;
};

/// What is borrowed must outlive the object.
[[nodiscard]] std::unique_ptr<RetentionPolicies> makeRetentionPolicies(CatalogAccess& catalog,
                                                                       Forgets& forgets);

}  // namespace tl::services
