// Builds the core out of its parts.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/backend_stack.h"
#include "app/local_cache.h"
#include "app/permitted_core.h"
#include "infra/platform/clock.h"
#include "infra/platform/key_keeper.h"
#include "infra/platform/random.h"
#include "infra/plugins/plugin_catalog.h"
#include "services/audit/audit_trail.h"
#include "services/monitoring/notices/notice_post.h"
#include "services/monitoring/notices/notifications.h"
#include "services/repository/service_context.h"
#include "services/security/secret_source.h"
#include "services/security/secret_store.h"
#include "services/security/users.h"
#include "services/security/vault.h"
#include "ui/cli/command.h"

namespace tl::app {

/// All services over the real machine. Lives as long as the program.
class Composition {
  public:
    /// `warn` is called, from any thread, with what a person should know. It must outlive the
    /// object.
    explicit Composition(std::function<void(const std::string&)> warn);

    /// Asks of each call whether the user, or the token in the environment, may make it.
    [[nodiscard]] cli::Core core() const { return permitted_->core(); }
    [[nodiscard]] const Clock& clock() const { return clock_; }
    [[nodiscard]] const TimeZone& zone() const { return context_.zone; }

  private:
    [[nodiscard]] cli::Core openCore() const;
    [[nodiscard]] services::Caller caller();
    [[nodiscard]] services::ChannelWorld channelWorld();
    [[nodiscard]] services::RegionRule regionRule(const services::RepositoryAccess& access) const;
    [[nodiscard]] services::UserWorld userWorld();

    SystemClock clock_;
    SystemRandom random_;
    const plugins::PluginCatalog catalog_;
    std::unique_ptr<BackendStack> backends_;
    std::unique_ptr<LocalCache> cache_;
    services::ServiceContext context_;
    const std::function<void(const std::string&)> warn_;
    std::unique_ptr<services::AuditTrail> trail_;
    std::unique_ptr<services::Repositories> repositories_;
    std::unique_ptr<services::Keys> keys_;
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
    std::unique_ptr<services::Browsing> browsing_;
    std::unique_ptr<services::Dumps> dumps_;
    std::unique_ptr<services::Comparisons> comparisons_;
    std::unique_ptr<services::Searches> searches_;
    std::unique_ptr<services::Statistics> statistics_;
    std::unique_ptr<services::Mounts> mounts_;
    std::unique_ptr<services::Plugins> plugins_;
    std::unique_ptr<services::Audits> audits_;
    std::unique_ptr<services::CatalogAccess> catalogAccess_;
    std::unique_ptr<services::NamedRepositories> namedRepositories_;
    std::unique_ptr<services::RegionRules> regionRules_;
    std::unique_ptr<services::History> history_;
    std::unique_ptr<services::Replacements> replacements_;
    std::unique_ptr<services::Metrics> metrics_;
    std::unique_ptr<services::Configurations> configurations_;
    std::unique_ptr<services::ConfigurationBackups> configurationBackups_;
    // Over those of the same kind above.
    std::unique_ptr<services::Backups> keepingBackups_;
    std::unique_ptr<services::Backups> hookedBackups_;
    std::unique_ptr<services::Backups> recordingBackups_;
    std::unique_ptr<services::Checks> recordingChecks_;
    std::unique_ptr<services::Copies> recordingCopies_;
    std::unique_ptr<services::Prunes> recordingPrunes_;
    std::unique_ptr<services::Restores> recordingRestores_;
    std::unique_ptr<services::Replacements> recordingReplacements_;
    std::unique_ptr<services::Forgets> recordingForgets_;
    std::unique_ptr<services::Rewrites> recordingRewrites_;
    std::unique_ptr<services::Tags> recordingTags_;
    std::unique_ptr<services::Migrations> recordingMigrations_;
    std::unique_ptr<services::Repairs> recordingRepairs_;
    std::unique_ptr<services::PatternGroups> patternGroups_;
    std::unique_ptr<services::Targets> targets_;
    std::unique_ptr<services::Schedules> schedules_;
    std::unique_ptr<services::RetentionPolicies> retentionPolicies_;
    std::unique_ptr<services::RetentionPolicies> recordingRetentionPolicies_;
    std::unique_ptr<KeyKeeper> keyKeeper_;
    std::unique_ptr<services::Vault> vault_;
    std::unique_ptr<services::SecretSource> secrets_;
    std::unique_ptr<services::SecretStore> secretStore_;
    std::unique_ptr<services::Consents> consents_;
    std::unique_ptr<services::Users> users_;
    std::unique_ptr<services::Tokens> tokens_;
    // Dies before what it borrows: it waits for deliveries.
    std::unique_ptr<services::NoticePost> post_;
    std::unique_ptr<services::Notifications> notifications_;
    std::unique_ptr<services::Audits> notifyingAudits_;
    std::unique_ptr<services::Audits> recordingAudits_;
    std::unique_ptr<services::ScheduledRuns> scheduledRuns_;
    std::unique_ptr<services::Privacy> privacy_;
    std::unique_ptr<services::Reports> reports_;
    std::unique_ptr<services::Gate> gate_;
    std::unique_ptr<PermittedCore> permitted_;
};

}  // namespace tl::app
