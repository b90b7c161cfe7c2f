// The core as user interfaces get it: every service behind its gate.

#pragma once

#include <memory>

#include "services/security/permitted_services.h"
#include "ui/cli/command.h"

namespace tl::app {

class PermittedCore {
  public:
    /// What `inner` names, and `gate`, must outlive the object.
    PermittedCore(const cli::Core& inner, services::Gate& gate);

    [[nodiscard]] cli::Core core() const;

  private:
    services::CatalogAccess& catalog_;  ///< Only says where the catalog is.
    std::unique_ptr<services::Repositories> repositories_;
    std::unique_ptr<services::Keys> keys_;
    std::unique_ptr<services::Caches> caches_;
    std::unique_ptr<services::Checks> checks_;
    std::unique_ptr<services::Repairs> repairs_;
    std::unique_ptr<services::Migrations> migrations_;
    std::unique_ptr<services::Copies> copies_;
    std::unique_ptr<services::Moves> moves_;
    std::unique_ptr<services::Rewrites> rewrites_;
    std::unique_ptr<services::Forgets> forgets_;
    std::unique_ptr<services::Tags> tags_;
    std::unique_ptr<services::Prunes> prunes_;
    std::unique_ptr<services::Backups> backups_;
    std::unique_ptr<services::Restores> restores_;
    std::unique_ptr<services::Replacements> replacements_;
    std::unique_ptr<services::Browsing> browsing_;
    std::unique_ptr<services::Dumps> dumps_;
    std::unique_ptr<services::Comparisons> comparisons_;
    std::unique_ptr<services::Searches> searches_;
    std::unique_ptr<services::Statistics> statistics_;
    std::unique_ptr<services::Mounts> mounts_;
    std::unique_ptr<services::Transfers> transfers_;
    std::unique_ptr<services::Plugins> plugins_;
    std::unique_ptr<services::Audits> audits_;
    std::unique_ptr<services::NamedRepositories> namedRepositories_;
    std::unique_ptr<services::RegionRules> regionRules_;
    std::unique_ptr<services::PatternGroups> patternGroups_;
    std::unique_ptr<services::Targets> targets_;
    std::unique_ptr<services::Configurations> configurations_;
    std::unique_ptr<services::ConfigurationBackups> configurationBackups_;
    std::unique_ptr<services::Schedules> schedules_;
    std::unique_ptr<services::RetentionPolicies> retentionPolicies_;
    std::unique_ptr<services::ScheduledRuns> scheduledRuns_;
    std::unique_ptr<services::History> history_;
    std::unique_ptr<services::Reports> reports_;
    std::unique_ptr<services::Metrics> metrics_;
    std::unique_ptr<services::Notifications> notifications_;
    std::unique_ptr<services::Vault> vault_;
    std::unique_ptr<services::SecretStore> secretStore_;
    std::unique_ptr<services::Consents> consents_;
    std::unique_ptr<services::Users> users_;
    std::unique_ptr<services::Tokens> tokens_;
    std::unique_ptr<services::Privacy> privacy_;
};

}  // namespace tl::app
