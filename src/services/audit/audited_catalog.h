// As audited_services.h: the decisions that are kept in the catalog.

#pragma once

#include <memory>

#include "services/audit/audit_trail.h"
#include "services/backup/targets.h"
#include "services/configuration/configurations.h"
#include "services/monitoring/history.h"
#include "services/policy/retention_policies.h"
#include "services/policy/schedules.h"
#include "services/repository/named_repositories.h"
#include "services/repository/region_rules.h"

namespace tl::services {

// `trail` must outlive what is returned. An edit's entry tells which fields it changed, not to
// what: the log is not to be a second catalog.

/// Notes "repo.add", "repo.edit", "repo.remove", "repo.default".
[[nodiscard]] std::unique_ptr<NamedRepositories> withAudit(std::unique_ptr<NamedRepositories> inner,
                                                           AuditTrail& trail);
/// Notes "region.set", with the rule; an empty one takes it away.
[[nodiscard]] std::unique_ptr<RegionRules> withAudit(std::unique_ptr<RegionRules> inner,
                                                     AuditTrail& trail);
/// Notes "pattern.add", "pattern.edit", "pattern.remove".
[[nodiscard]] std::unique_ptr<PatternGroups> withAudit(std::unique_ptr<PatternGroups> inner,
                                                       AuditTrail& trail);
/// Notes "target.add", "target.edit", "target.remove"; runs are noted as the backups they make.
[[nodiscard]] std::unique_ptr<Targets> withAudit(std::unique_ptr<Targets> inner, AuditTrail& trail);
/// Notes "schedule.add", "schedule.edit", "schedule.remove".
[[nodiscard]] std::unique_ptr<Schedules> withAudit(std::unique_ptr<Schedules> inner,
                                                   AuditTrail& trail);
/// Notes "policy.add", "policy.edit", "policy.remove"; what one removes is noted as "forget".
[[nodiscard]] std::unique_ptr<RetentionPolicies> withAudit(std::unique_ptr<RetentionPolicies> inner,
                                                           AuditTrail& trail);
/// Notes "config.apply", unless it is only a plan.
[[nodiscard]] std::unique_ptr<Configurations> withAudit(std::unique_ptr<Configurations> inner,
                                                        AuditTrail& trail);
/// Notes "operation.cancel".
[[nodiscard]] std::unique_ptr<History> withAudit(std::unique_ptr<History> inner, AuditTrail& trail);

}  // namespace tl::services
