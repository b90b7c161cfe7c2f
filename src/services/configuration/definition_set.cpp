#include "services/configuration/definition_set.h"

#include <algorithm>
#include <map>
#include <type_traits>
#include <utility>
#include <variant>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/backup/shipped_pattern_groups.h"
#include "services/monitoring/notices/channel_rules.h"
#include "services/policy/overdue_watch.h"
#include "services/policy/schedule_settled.h"

namespace tl::services {

namespace {

using catalog::Catalog;

template <typename Definition>
DefinitionMap<Definition> byName(const catalog::DefinitionTable<Definition>& table) {
    DefinitionMap<Definition> all;
    for (Definition& one : table.list())
        all.emplace(one.name, one);
    return all;
}

template <typename Definition>
DefinitionMap<Definition> mergedMap(const DefinitionMap<Definition>& before,
                                    DefinitionMap<Definition> wanted,
                                    Unnamed unnamed) {
    if (unnamed == Unnamed::Keep) wanted.insert(before.begin(), before.end());
    return wanted;
}

template <typename Definition>
catalog::Texts fieldsThatDiffer(Definition before, Definition after) {
    return catalog::differingFields(fieldsOf(before), fieldsOf(after));
}

template <typename Definition>
void compare(const DefinitionKind& kind,
             const DefinitionMap<Definition>& before,
             const DefinitionMap<Definition>& after,
             std::vector<ConfigurationChange>& changes) {
    for (const auto& [name, definition] : after) {
        const auto old = before.find(name);
        if (old == before.end())
            changes.push_back({.step = ConfigurationStep::Add, .kind = kind.noun, .name = name});
        else if (!(old->second == definition))
            changes.push_back({.step = ConfigurationStep::Change,
                               .kind = kind.noun,
                               .name = name,
                               .fields = fieldsThatDiffer(old->second, definition)});
    }
    for (const auto& [name, definition] : before)
        if (!after.contains(name))
            changes.push_back({.step = ConfigurationStep::Remove, .kind = kind.noun, .name = name});
}

template <typename Definition>
void storeMap(const DefinitionMap<Definition>& before,
              const DefinitionMap<Definition>& after,
              catalog::DefinitionTable<Definition>& table) {
    for (const auto& [name, definition] : before)
        if (!after.contains(name)) table.remove(name);
    for (const auto& [name, definition] : after) {
        const auto old = before.find(name);
        if (old == before.end())
            table.add(definition);
        else if (!(old->second == definition))
            table.replace(name, definition);
    }
}

/// `who` names `name`, which has to be in `map`.
template <typename Map>
void requireThere(const Map& map,
                  const std::string& name,
                  const char* noun,
                  const std::string& who) {
    if (map.contains(name)) return;
    throw Error{ErrorKind::InvalidInput,
                who + " names the " + noun + " " + tl::quoted(name) + ", which is not there"};
}

std::string describe(const char* noun, const std::string& name) {
    return std::string{"the "} + noun + " " + tl::quoted(name);
}

void requireTargets(const DefinitionSet& set) {
    for (const auto& [name, target] : set.targets) {
        const std::string who = describe("target", name);
        for (const std::string& repository : target.repositories)
            requireThere(set.repositories, repository, "repository", who);
        for (const std::string& group : target.patternGroups) {
            const auto shipped = shippedPatternGroups();
            const bool isShipped = std::ranges::any_of(
                shipped, [&group](const auto& one) { return one.name == group; });
            if (!isShipped) requireThere(set.patternGroups, group, "pattern group", who);
        }
    }
}

void requirePolicies(const DefinitionSet& set) {
    std::map<std::pair<std::string, std::string>, std::string> seen;
    for (const auto& [name, policy] : set.retentionPolicies) {
        const std::string who = describe("retention policy", name);
        const auto& first = seen.emplace(std::pair{policy.scope, policy.subject}, name);
        if (!first.second)
            throw Error{ErrorKind::InvalidInput, who + " is for the same as " +
                                                     tl::quoted(first.first->second) +
                                                     ": one of them is too many"};
        if (policy.scope == "repository")
            requireThere(set.repositories, policy.subject, "repository", who);
        if (policy.scope == "target") requireThere(set.targets, policy.subject, "target", who);
    }
}

void requireSchedules(const DefinitionSet& set) {
    for (const auto& [name, schedule] : set.schedules) {
        const std::string who = describe("schedule", name);
        if (schedule.action == "backup")
            requireThere(set.targets, schedule.subject, "target", who);
        else
            requireThere(set.repositories, schedule.subject, "repository", who);
        const auto other = schedule.settings.find("to");
        if (other != schedule.settings.end())
            requireThere(set.repositories, other->second, "repository", who);
    }
}

void requireChannels(const DefinitionSet& set) {
    for (const auto& [name, channel] : set.channels) {
        const std::string who = describe("notification channel", name);
        for (const std::string& target : listIn(settingOf(channel, "targets")))
            requireThere(set.targets, target, "target", who);
        for (const std::string& repository : listIn(settingOf(channel, "repositories")))
            requireThere(set.repositories, repository, "repository", who);
    }
}

}  // namespace

DefinitionSet loadDefinitions(Catalog& catalog) {
    return {.repositories = byName(catalog.repositories()),
            .patternGroups = byName(catalog.patternGroups()),
            .targets = byName(catalog.targets()),
            .retentionPolicies = byName(catalog.retentionPolicies()),
            .schedules = byName(catalog.schedules()),
            .channels = byName(catalog.channels()),
            .defaultRepository = catalog.settings().value(catalog::kDefaultRepository),
            .regionRule = catalog.settings().value(catalog::kRegionRule)};
}

DefinitionSet merged(const DefinitionSet& before, const DefinitionSet& wanted, Unnamed unnamed) {
    DefinitionSet after{
        .repositories = mergedMap(before.repositories, wanted.repositories, unnamed),
        .patternGroups = mergedMap(before.patternGroups, wanted.patternGroups, unnamed),
        .targets = mergedMap(before.targets, wanted.targets, unnamed),
        .retentionPolicies = mergedMap(before.retentionPolicies, wanted.retentionPolicies, unnamed),
        .schedules = mergedMap(before.schedules, wanted.schedules, unnamed),
        .channels = mergedMap(before.channels, wanted.channels, unnamed),
        .defaultRepository = wanted.defaultRepository,
        .regionRule = wanted.regionRule};
    if (unnamed == Unnamed::Remove) return after;
    if (after.defaultRepository.empty()) after.defaultRepository = before.defaultRepository;
    if (after.regionRule.empty()) after.regionRule = before.regionRule;
    return after;
}

std::vector<ConfigurationChange> differences(const DefinitionSet& before,
                                             const DefinitionSet& after) {
    std::vector<ConfigurationChange> changes;
    compare(kRepositories, before.repositories, after.repositories, changes);
    compare(kPatternGroups, before.patternGroups, after.patternGroups, changes);
    compare(kTargets, before.targets, after.targets, changes);
    compare(kRetentionPolicies, before.retentionPolicies, after.retentionPolicies, changes);
    compare(kSchedules, before.schedules, after.schedules, changes);
    compare(kChannels, before.channels, after.channels, changes);
    const auto compareSetting = [&](const char* name, const std::string& old,
                                    const std::string& value) {
        if (old != value)
            changes.push_back({.step = ConfigurationStep::Change,
                               .kind = "setting",
                               .name = name,
                               .fields = {"value"}});
    };
    compareSetting(catalog::kDefaultRepository, before.defaultRepository, after.defaultRepository);
    compareSetting(catalog::kRegionRule, before.regionRule, after.regionRule);
    return changes;
}

void requireConsistent(const DefinitionSet& set) {
    requireTargets(set);
    requirePolicies(set);
    requireSchedules(set);
    requireChannels(set);
    if (!set.defaultRepository.empty())
        requireThere(set.repositories, set.defaultRepository, "repository",
                     std::string{"the setting "} + catalog::kDefaultRepository);
}

void storeDifferences(const DefinitionSet& before, const DefinitionSet& after, Catalog& catalog) {
    storeMap(before.repositories, after.repositories, catalog.repositories());
    storeMap(before.patternGroups, after.patternGroups, catalog.patternGroups());
    storeMap(before.targets, after.targets, catalog.targets());
    storeMap(before.retentionPolicies, after.retentionPolicies, catalog.retentionPolicies());
    storeMap(before.schedules, after.schedules, catalog.schedules());
    for (const auto& [name, schedule] : before.schedules) {
        const auto now = after.schedules.find(name);
        // The daemon takes such a one for new: it owes nothing from before.
        if (now != after.schedules.end() && !startsAnew(schedule, now->second)) continue;
        forgetSettled(catalog, name);
        OverdueWatch::forget(catalog, name);
    }
    storeMap(before.channels, after.channels, catalog.channels());
    if (before.defaultRepository != after.defaultRepository)
        catalog.settings().set(catalog::kDefaultRepository, after.defaultRepository);
    if (before.regionRule != after.regionRule)
        catalog.settings().set(catalog::kRegionRule, after.regionRule);
}

}  // namespace tl::services
