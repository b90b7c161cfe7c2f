#include "services/catalog_references.h"

#include <algorithm>
#include <functional>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/monitoring/notices/channel_rules.h"

namespace tl::services {

namespace {

using catalog::Catalog;
using catalog::RetentionDefinition;
using catalog::ScheduleDefinition;
using catalog::TargetDefinition;
using catalog::Texts;

/// Is shown each name that a definition holds, and may change it. True when it did, or when it is
/// the one that is looked for.
using Visit = std::function<bool(std::string& name)>;

bool visitEach(Texts& names, const Visit& visit) {
    bool isHit = false;
    for (std::string& name : names)
        isHit = visit(name) || isHit;
    return isHit;
}

bool visitRepositories(TargetDefinition& target, const Visit& visit) {
    return visitEach(target.repositories, visit);
}
bool visitRepositories(ScheduleDefinition& schedule, const Visit& visit) {
    bool isHit = schedule.action != "backup" && visit(schedule.subject);
    const auto other = schedule.settings.find("to");
    if (other != schedule.settings.end()) isHit = visit(other->second) || isHit;
    return isHit;
}
bool visitRepositories(RetentionDefinition& policy, const Visit& visit) {
    return policy.scope == "repository" && visit(policy.subject);
}
bool visitTargets(ScheduleDefinition& schedule, const Visit& visit) {
    return schedule.action == "backup" && visit(schedule.subject);
}
bool visitTargets(RetentionDefinition& policy, const Visit& visit) {
    return policy.scope == "target" && visit(policy.subject);
}
bool visitGroups(TargetDefinition& target, const Visit& visit) {
    return visitEach(target.patternGroups, visit);
}

template <typename Definition, typename VisitNames>
void collect(catalog::DefinitionTable<Definition>& table,
             const char* noun,
             const VisitNames& visitNames,
             const std::string& name,
             std::vector<std::string>& users) {
    for (Definition& one : table.list())
        if (visitNames(one, [&](const std::string& other) { return other == name; }))
            users.push_back(std::string{noun} + " " + tl::quoted(one.name));
}

template <typename Definition, typename VisitNames>
void replaceAll(catalog::DefinitionTable<Definition>& table,
                const VisitNames& visitNames,
                const std::string& from,
                const std::string& to) {
    for (Definition& one : table.list()) {
        const bool isChanged = visitNames(one, [&](std::string& name) {
            if (name != from) return false;
            name = to;
            return true;
        });
        if (isChanged) table.replace(one.name, one);
    }
}

void renameInFilters(Catalog& catalog,
                     const std::string& setting,
                     const std::string& from,
                     const std::string& to) {
    for (catalog::ChannelDefinition& one : catalog.channels().list())
        if (renameInFilter(one, setting, from, to)) catalog.channels().replace(one.name, one);
}

/// Channels that are for `name` alone, or for some.
void collectFilters(Catalog& catalog,
                    const std::string& setting,
                    const std::string& name,
                    std::vector<std::string>& users) {
    for (const catalog::ChannelDefinition& one : catalog.channels().list()) {
        const auto names = listIn(settingOf(one, setting));
        if (std::ranges::find(names, name) != names.end())
            users.push_back("notification channel " + tl::quoted(one.name));
    }
}

constexpr auto kRepositories = [](auto& one, const auto& visit) {
    return visitRepositories(one, visit);
};
constexpr auto kTargets = [](auto& one, const auto& visit) { return visitTargets(one, visit); };
constexpr auto kGroups = [](auto& one, const auto& visit) { return visitGroups(one, visit); };

}  // namespace

std::vector<std::string> usersOfRepository(Catalog& catalog, const std::string& name) {
    std::vector<std::string> users;
    collect(catalog.targets(), "target", kRepositories, name, users);
    collect(catalog.schedules(), "schedule", kRepositories, name, users);
    collect(catalog.retentionPolicies(), "retention policy", kRepositories, name, users);
    collectFilters(catalog, "repositories", name, users);
    return users;
}

std::vector<std::string> usersOfTarget(Catalog& catalog, const std::string& name) {
    std::vector<std::string> users;
    collect(catalog.schedules(), "schedule", kTargets, name, users);
    collect(catalog.retentionPolicies(), "retention policy", kTargets, name, users);
    collectFilters(catalog, "targets", name, users);
    return users;
}

std::vector<std::string> usersOfPatternGroup(Catalog& catalog, const std::string& name) {
    std::vector<std::string> users;
    collect(catalog.targets(), "target", kGroups, name, users);
    return users;
}

void requireUnused(const std::string& what, const std::vector<std::string>& users) {
    if (users.empty()) return;
    std::string all;
    for (const std::string& user : users)
        all += (all.empty() ? "" : ", ") + user;
    throw Error{ErrorKind::InvalidInput, what + " is in use by " + all + ": change that first"};
}

void renameRepositoryEverywhere(Catalog& catalog, const std::string& from, const std::string& to) {
    renameInFilters(catalog, "repositories", from, to);
    replaceAll(catalog.targets(), kRepositories, from, to);
    replaceAll(catalog.schedules(), kRepositories, from, to);
    replaceAll(catalog.retentionPolicies(), kRepositories, from, to);
    catalog.repositoryHistory().rename(from, to);
    if (catalog.settings().value(catalog::kDefaultRepository) == from)
        catalog.settings().set(catalog::kDefaultRepository, to);
}

void renameTargetEverywhere(Catalog& catalog, const std::string& from, const std::string& to) {
    renameInFilters(catalog, "targets", from, to);
    replaceAll(catalog.schedules(), kTargets, from, to);
    replaceAll(catalog.retentionPolicies(), kTargets, from, to);
    catalog.operations().renameTarget(from, to);
}

void renamePatternGroupEverywhere(Catalog& catalog,
                                  const std::string& from,
                                  const std::string& to) {
    replaceAll(catalog.targets(), kGroups, from, to);
}

}  // namespace tl::services
