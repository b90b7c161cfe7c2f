// All definitions that are configuration, as a value: what a file says, what the catalog has, and
// the difference.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "infra/catalog/catalog.h"
#include "services/configuration/configurations.h"

namespace tl::services {

/// By name.
template <typename Definition>
using DefinitionMap = std::map<std::string, Definition>;

struct DefinitionSet {
    DefinitionMap<catalog::RepositoryDefinition> repositories{};
    DefinitionMap<catalog::PatternGroup> patternGroups{};
    DefinitionMap<catalog::TargetDefinition> targets{};
    DefinitionMap<catalog::RetentionDefinition> retentionPolicies{};
    DefinitionMap<catalog::ScheduleDefinition> schedules{};
    DefinitionMap<catalog::ChannelDefinition> channels{};
    std::string defaultRepository{};
    std::string regionRule{};
    bool operator==(const DefinitionSet&) const = default;
};

/// What each kind is called: its section in a file, and one of it in a message.
struct DefinitionKind {
    const char* section;
    const char* noun;
};
inline constexpr DefinitionKind kRepositories{"repositories", "repository"};
inline constexpr DefinitionKind kPatternGroups{"pattern_groups", "pattern group"};
inline constexpr DefinitionKind kTargets{"targets", "target"};
inline constexpr DefinitionKind kRetentionPolicies{"retention_policies", "retention policy"};
inline constexpr DefinitionKind kSchedules{"schedules", "schedule"};
inline constexpr DefinitionKind kChannels{"notification_channels", "notification channel"};

[[nodiscard]] DefinitionSet loadDefinitions(catalog::Catalog& catalog);

/// `before` with what `wanted` says in place of or beside it; without what it does not name, if so
/// asked. A default repository that it does not name stays, unless the repository goes.
[[nodiscard]] DefinitionSet merged(const DefinitionSet& before,
                                   const DefinitionSet& wanted,
                                   Unnamed unnamed);

[[nodiscard]] std::vector<ConfigurationChange> differences(const DefinitionSet& before,
                                                           const DefinitionSet& after);

/// **Errors:** InvalidInput when a definition names another that is not there.
void requireConsistent(const DefinitionSet& set);

/// Writes what differs. To be called within Catalog::change().
void storeDifferences(const DefinitionSet& before,
                      const DefinitionSet& after,
                      catalog::Catalog& catalog);

}  // namespace tl::services
