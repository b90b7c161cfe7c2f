// What a command is: it declares its options, then runs once, by parsing, calling one service and
// printing.

#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/clock.h"
#include "infra/platform/time_zone.h"
#include "services/audit/audits.h"
#include "services/backup/backups.h"
#include "services/backup/targets.h"
#include "services/catalog_access.h"
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
#include "services/security/privacy.h"
#include "services/security/secret_store.h"
#include "services/security/users.h"
#include "services/security/vault.h"
#include "ui/cli/console.h"
#include "ui/cli/environment.h"
#include "ui/cli/global_options.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

/// The core, as the commands see it. Borrows all of it.
struct Core {
    services::Repositories& repositories;
    services::Keys& keys;
    services::Caches& caches;
    services::Checks& checks;
    services::Repairs& repairs;
    services::Migrations& migrations;
    services::Copies& copies;
    services::Moves& moves;
    services::Rewrites& rewrites;
    services::Forgets& forgets;
    services::Tags& tags;
    services::Prunes& prunes;
    services::Backups& backups;
    services::Restores& restores;
    services::Browsing& browsing;
    services::Dumps& dumps;
    services::Comparisons& comparisons;
    services::Searches& searches;
    services::Statistics& statistics;
    services::Mounts& mounts;
    services::Transfers& transfers;
    services::Plugins& plugins;
    services::Audits& audits;
    services::CatalogAccess& catalog;
    services::NamedRepositories& namedRepositories;
    services::RegionRules& regionRules;
    services::PatternGroups& patternGroups;
    services::Targets& targets;
    services::Configurations& configurations;
    services::ConfigurationBackups& configurationBackups;
    services::Schedules& schedules;
    services::RetentionPolicies& retentionPolicies;
    services::ScheduledRuns& scheduledRuns;
    services::History& history;
    services::Reports& reports;
    services::Metrics& metrics;
    services::Notifications& notifications;
    services::Vault& vault;
    services::SecretStore& secretStore;
    services::Consents& consents;
    services::Users& users;
    services::Tokens& tokens;
    services::Privacy& privacy;
    services::Replacements& replacements;
};

/// All that a command may use. Borrowed for the call.
struct Context {
    const Core& core;
    Console& console;
    const Environment& environment;
    const TimeZone& zone;
    const Clock& clock;
    const GlobalOptions& global;
    const std::stop_token& stop;

    /// The repository to open.
    [[nodiscard]] services::RepositoryAccess access() const;
    /// The width that tables must fit; 0: any.
    [[nodiscard]] std::size_t tableColumns() const;
    /// Prints a line unless quiet or in JSON.
    void tell(std::string_view line) const;
};

/// How a command ended that could do its work.
struct CommandResult {
    int exitCode = 0;
    std::string message;  ///< What was not right, if the exit code is not 0.
};

class Command {
  public:
    Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;
    virtual ~Command() = default;

    /// Called once, before run(). The options write into this object.
    virtual void declare(OptionSet& options) = 0;
    /// `operands` are the arguments that are no options. **Errors:** any kind.
    [[nodiscard]] virtual CommandResult run(const std::vector<std::string>& operands,
                                            const Context& context) = 0;
};

/// Refuses operands beyond `countMax`, or fewer than `countMin`; `wanted` says what is expected.
/// **Errors:** InvalidInput.
void requireOperands(const std::vector<std::string>& operands,
                     std::size_t countMin,
                     std::size_t countMax,
                     std::string_view wanted);

}  // namespace tl::cli
