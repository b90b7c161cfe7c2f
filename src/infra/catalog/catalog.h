// The catalog: definitions and history, in SQLite or PostgreSQL (docs/decisions/0021-catalog.md).

#pragma once

#include <functional>
#include <memory>

#include "infra/catalog/catalog_place.h"
#include "infra/catalog/catalog_time.h"
#include "infra/catalog/channel_definition.h"
#include "infra/catalog/database.h"
#include "infra/catalog/definition_table.h"
#include "infra/catalog/operation_log.h"
#include "infra/catalog/operations.h"
#include "infra/catalog/pattern_group.h"
#include "infra/catalog/repository_definition.h"
#include "infra/catalog/repository_history.h"
#include "infra/catalog/retention_definition.h"
#include "infra/catalog/schedule_definition.h"
#include "infra/catalog/settings.h"
#include "infra/catalog/target_definition.h"
#include "infra/catalog/token_definition.h"
#include "infra/catalog/user_definition.h"
#include "infra/platform/clock.h"
#include "infra/platform/random.h"

namespace tl::catalog {

/// **Errors:** all calls, as Database. **Threads:** any.
class Catalog {
  public:
    /// Connects and brings the tables to the newest version. `clock` and `random` must outlive it.
    /// **Errors:** Unsupported for a catalog of a newer version, and when PostgreSQL's library
    /// is missing.
    Catalog(const CatalogPlace& place, const Clock& clock, Random& random);

    /// Runs `work` as a whole or not at all, and alone: what it reads of the catalog stays as it is
    /// until it ends, whoever else is at work.
    void change(const std::function<void()>& work) { database_->transaction(work); }

    [[nodiscard]] DefinitionTable<RepositoryDefinition>& repositories() { return repositories_; }
    [[nodiscard]] DefinitionTable<PatternGroup>& patternGroups() { return patternGroups_; }
    [[nodiscard]] DefinitionTable<TargetDefinition>& targets() { return targets_; }
    [[nodiscard]] DefinitionTable<RetentionDefinition>& retentionPolicies() {
        return retentionPolicies_;
    }
    [[nodiscard]] DefinitionTable<ScheduleDefinition>& schedules() { return schedules_; }
    [[nodiscard]] DefinitionTable<ChannelDefinition>& channels() { return channels_; }
    [[nodiscard]] DefinitionTable<UserDefinition>& users() { return users_; }
    [[nodiscard]] DefinitionTable<TokenDefinition>& tokens() { return tokens_; }
    [[nodiscard]] Settings& settings() { return settings_; }
    [[nodiscard]] Operations& operations() { return operations_; }
    [[nodiscard]] OperationLog& operationLog() { return operationLog_; }
    [[nodiscard]] RepositoryHistory& repositoryHistory() { return repositoryHistory_; }
    [[nodiscard]] const CatalogTime& time() const { return time_; }
    [[nodiscard]] const CatalogPlace& place() const { return place_; }

  private:
    const CatalogPlace place_;
    std::unique_ptr<Database> database_;
    CatalogTime time_;
    DefinitionTable<RepositoryDefinition> repositories_{*database_, "repositories", "repository"};
    DefinitionTable<PatternGroup> patternGroups_{*database_, "pattern_groups", "pattern group"};
    DefinitionTable<TargetDefinition> targets_{*database_, "targets", "target"};
    DefinitionTable<RetentionDefinition> retentionPolicies_{*database_, "retention_policies",
                                                            "retention policy"};
    DefinitionTable<ScheduleDefinition> schedules_{*database_, "schedules", "schedule"};
    DefinitionTable<ChannelDefinition> channels_{*database_, "notification_channels",
                                                 "notification channel"};
    DefinitionTable<UserDefinition> users_{*database_, "users", "user"};
    DefinitionTable<TokenDefinition> tokens_{*database_, "tokens", "token"};
    Settings settings_{*database_};
    Operations operations_;
    OperationLog operationLog_{*database_, time_};
    RepositoryHistory repositoryHistory_;
};

}  // namespace tl::catalog
