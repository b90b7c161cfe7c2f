// Services that ask, before each call, whether the caller may make it (requirement SEC-3). Every
// face of the program gets these and never those behind them.

#pragma once

#include <memory>

#include "services/audit/audits.h"
#include "services/backup/backups.h"
#include "services/backup/targets.h"
#include "services/configuration/configuration_backups.h"
#include "services/configuration/configurations.h"
#include "services/monitoring/history.h"
#include "services/monitoring/metrics/metrics.h"
#include "services/monitoring/notices/notifications.h"
#include "services/monitoring/reports/reports.h"
#include "services/plugins/plugins.h"
#include "services/policy/retention_policies.h"
#include "services/policy/scheduled_runs.h"
#include "services/policy/schedules.h"
#include "services/recovery/browsing.h"
#include "services/recovery/comparisons.h"
#include "services/recovery/dumps.h"
#include "services/recovery/mounts.h"
#include "services/recovery/replacements.h"
#include "services/recovery/restores.h"
#include "services/recovery/searches.h"
#include "services/recovery/statistics.h"
#include "services/repository/caches.h"
#include "services/repository/checks.h"
#include "services/repository/copies.h"
#include "services/repository/forgets.h"
#include "services/repository/keys.h"
#include "services/repository/migrations.h"
#include "services/repository/moves.h"
#include "services/repository/named_repositories.h"
#include "services/repository/prunes.h"
#include "services/repository/region_rules.h"
#include "services/repository/repairs.h"
#include "services/repository/repositories.h"
#include "services/repository/rewrites.h"
#include "services/repository/tags.h"
#include "services/repository/transfers.h"
#include "services/security/consents.h"
#include "services/security/gate.h"
#include "services/security/privacy.h"
#include "services/security/secret_store.h"
#include "services/security/users.h"
#include "services/security/vault.h"

namespace tl::services {

// What is borrowed must outlive what is returned. **Errors:** PermissionDenied from each call; as
// the service behind it.

[[nodiscard]] std::unique_ptr<Repositories> permitted(Repositories& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Keys> permitted(Keys& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Caches> permitted(Caches& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Checks> permitted(Checks& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Repairs> permitted(Repairs& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Migrations> permitted(Migrations& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Copies> permitted(Copies& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Moves> permitted(Moves& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Rewrites> permitted(Rewrites& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Forgets> permitted(Forgets& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Tags> permitted(Tags& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Prunes> permitted(Prunes& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Backups> permitted(Backups& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Restores> permitted(Restores& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Replacements> permitted(Replacements& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Browsing> permitted(Browsing& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Dumps> permitted(Dumps& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Comparisons> permitted(Comparisons& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Searches> permitted(Searches& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Statistics> permitted(Statistics& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Mounts> permitted(Mounts& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Transfers> permitted(Transfers& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Plugins> permitted(Plugins& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Audits> permitted(Audits& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<NamedRepositories> permitted(NamedRepositories& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<RegionRules> permitted(RegionRules& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<PatternGroups> permitted(PatternGroups& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Targets> permitted(Targets& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<ConfigurationBackups> permitted(ConfigurationBackups& inner,
                                                              Gate& gate);
[[nodiscard]] std::unique_ptr<Configurations> permitted(Configurations& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Schedules> permitted(Schedules& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<RetentionPolicies> permitted(RetentionPolicies& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<ScheduledRuns> permitted(ScheduledRuns& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<History> permitted(History& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Reports> permitted(Reports& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Metrics> permitted(Metrics& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Notifications> permitted(Notifications& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Vault> permitted(Vault& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<SecretStore> permitted(SecretStore& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Consents> permitted(Consents& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Users> permitted(Users& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Tokens> permitted(Tokens& inner, Gate& gate);
[[nodiscard]] std::unique_ptr<Privacy> permitted(Privacy& inner, Gate& gate);

}  // namespace tl::services
