#include "services/security/permissions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "infra/errors/error.h"

namespace tl::services {

namespace {

constexpr std::array kRoles = {std::pair{Role::Viewer, "viewer"},
                               std::pair{Role::Operator, "operator"},
                               std::pair{Role::Admin, "admin"}};

constexpr std::array kScopes = {std::pair{Scope::Look, "look"}, std::pair{Scope::Backup, "backup"},
                                std::pair{Scope::Restore, "restore"},
                                std::pair{Scope::Maintain, "maintain"},
                                std::pair{Scope::Administer, "administer"}};

// Whoever adds a call to a service adds its row here: tests hold this table against the services.
// An Operator makes backups and gives data back; what deletes, decides or shows keys is an Admin's.
constexpr std::array kTable = {
    Permission{ServiceCall::RepositoriesInit, "repositories.init", Role::Admin, Scope::Administer},
    Permission{ServiceCall::RepositoriesSnapshots, "repositories.snapshots", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::RepositoriesList, "repositories.list", Role::Operator, Scope::Maintain},
    Permission{ServiceCall::RepositoriesCat, "repositories.cat", Role::Admin, Scope::Administer},
    Permission{ServiceCall::RepositoriesUnlock, "repositories.unlock", Role::Operator,
               Scope::Maintain},
    Permission{ServiceCall::KeysList, "keys.list", Role::Admin, Scope::Administer},
    Permission{ServiceCall::KeysAdd, "keys.add", Role::Admin, Scope::Administer},
    Permission{ServiceCall::KeysRemove, "keys.remove", Role::Admin, Scope::Administer},
    Permission{ServiceCall::KeysChangePassword, "keys.changePassword", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::CachesList, "caches.list", Role::Viewer, Scope::Look},
    Permission{ServiceCall::CachesRemoveOld, "caches.removeOld", Role::Operator, Scope::Maintain},
    Permission{ServiceCall::ChecksCheck, "checks.check", Role::Operator, Scope::Maintain},
    Permission{ServiceCall::RepairsRepairIndex, "repairs.repairIndex", Role::Admin,
               Scope::Maintain},
    Permission{ServiceCall::RepairsRepairPacks, "repairs.repairPacks", Role::Admin,
               Scope::Maintain},
    Permission{ServiceCall::RepairsRepairSnapshots, "repairs.repairSnapshots", Role::Admin,
               Scope::Maintain},
    Permission{ServiceCall::RepairsRepairConfig, "repairs.repairConfig", Role::Admin,
               Scope::Maintain},
    Permission{ServiceCall::RepairsRecover, "repairs.recover", Role::Admin, Scope::Maintain},
    Permission{ServiceCall::MigrationsList, "migrations.list", Role::Viewer, Scope::Look},
    Permission{ServiceCall::MigrationsApply, "migrations.apply", Role::Admin, Scope::Maintain},
    Permission{ServiceCall::CopiesCopy, "copies.copy", Role::Operator, Scope::Maintain},
    Permission{ServiceCall::MovesMove, "moves.move", Role::Admin, Scope::Administer},
    Permission{ServiceCall::RewritesRewrite, "rewrites.rewrite", Role::Admin, Scope::Administer},
    Permission{ServiceCall::ForgetsForget, "forgets.forget", Role::Admin, Scope::Maintain},
    Permission{ServiceCall::TagsChange, "tags.change", Role::Operator, Scope::Maintain},
    Permission{ServiceCall::PrunesPrune, "prunes.prune", Role::Admin, Scope::Maintain},
    Permission{ServiceCall::BackupsRun, "backups.run", Role::Operator, Scope::Backup},
    Permission{ServiceCall::RestoresRun, "restores.run", Role::Operator, Scope::Restore},
    Permission{ServiceCall::ReplacementsList, "replacements.list", Role::Viewer, Scope::Look},
    Permission{ServiceCall::ReplacementsShow, "replacements.show", Role::Viewer, Scope::Look},
    Permission{ServiceCall::ReplacementsUndo, "replacements.undo", Role::Operator, Scope::Restore},
    Permission{ServiceCall::ReplacementsConfirm, "replacements.confirm", Role::Operator,
               Scope::Restore},
    Permission{ServiceCall::BrowsingListFiles, "browsing.listFiles", Role::Viewer, Scope::Look},
    Permission{ServiceCall::DumpsDump, "dumps.dump", Role::Operator, Scope::Restore},
    Permission{ServiceCall::ComparisonsCompareSnapshots, "comparisons.compareSnapshots",
               Role::Viewer, Scope::Look},
    Permission{ServiceCall::ComparisonsCompareWithDisk, "comparisons.compareWithDisk",
               Role::Operator, Scope::Restore},
    Permission{ServiceCall::SearchesFind, "searches.find", Role::Viewer, Scope::Look},
    Permission{ServiceCall::SearchesHistory, "searches.history", Role::Viewer, Scope::Look},
    Permission{ServiceCall::StatisticsCount, "statistics.count", Role::Viewer, Scope::Look},
    Permission{ServiceCall::MountsServe, "mounts.serve", Role::Operator, Scope::Restore},
    Permission{ServiceCall::TransfersFigures, "transfers.figures", Role::Viewer, Scope::Look, true},
    Permission{ServiceCall::PluginsList, "plugins.list", Role::Viewer, Scope::Look},
    Permission{ServiceCall::PluginsLoad, "plugins.load", Role::Viewer, Scope::Look},
    Permission{ServiceCall::PluginsEnable, "plugins.enable", Role::Admin, Scope::Administer},
    Permission{ServiceCall::PluginsDisable, "plugins.disable", Role::Admin, Scope::Administer},
    Permission{ServiceCall::PluginsCreate, "plugins.create", Role::Admin, Scope::Administer},
    Permission{ServiceCall::PluginsTest, "plugins.test", Role::Admin, Scope::Administer},
    Permission{ServiceCall::PluginsSecret, "plugins.secret", Role::Admin, Scope::Administer},
    Permission{ServiceCall::AuditsList, "audits.list", Role::Admin, Scope::Administer},
    Permission{ServiceCall::AuditsVerify, "audits.verify", Role::Operator, Scope::Maintain},
    Permission{ServiceCall::AuditsCheckpoint, "audits.checkpoint", Role::Operator, Scope::Maintain},
    Permission{ServiceCall::AuditsFolder, "audits.folder", Role::Viewer, Scope::Look},
    Permission{ServiceCall::NamedRepositoriesList, "namedRepositories.list", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::NamedRepositoriesFind, "namedRepositories.find", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::NamedRepositoriesLoad, "namedRepositories.load", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::NamedRepositoriesFindDefault, "namedRepositories.findDefault",
               Role::Viewer, Scope::Look},
    Permission{ServiceCall::NamedRepositoriesAdd, "namedRepositories.add", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::NamedRepositoriesEdit, "namedRepositories.edit", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::NamedRepositoriesRemove, "namedRepositories.remove", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::NamedRepositoriesSetDefault, "namedRepositories.setDefault",
               Role::Admin, Scope::Administer},
    Permission{ServiceCall::NamedRepositoriesRecord, "namedRepositories.record", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::NamedRepositoriesNote, "namedRepositories.note", Role::Operator,
               Scope::Maintain},
    Permission{ServiceCall::RegionRulesLoad, "regionRules.load", Role::Viewer, Scope::Look},
    Permission{ServiceCall::RegionRulesSet, "regionRules.set", Role::Admin, Scope::Administer},
    Permission{ServiceCall::RegionRulesReview, "regionRules.review", Role::Viewer, Scope::Look},
    Permission{ServiceCall::PatternGroupsList, "patternGroups.list", Role::Viewer, Scope::Look},
    Permission{ServiceCall::PatternGroupsLoad, "patternGroups.load", Role::Viewer, Scope::Look},
    Permission{ServiceCall::PatternGroupsAdd, "patternGroups.add", Role::Admin, Scope::Administer},
    Permission{ServiceCall::PatternGroupsEdit, "patternGroups.edit", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::PatternGroupsRemove, "patternGroups.remove", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::TargetsList, "targets.list", Role::Viewer, Scope::Look},
    Permission{ServiceCall::TargetsLoad, "targets.load", Role::Viewer, Scope::Look},
    Permission{ServiceCall::TargetsStates, "targets.states", Role::Viewer, Scope::Look},
    Permission{ServiceCall::TargetsAdd, "targets.add", Role::Admin, Scope::Administer},
    Permission{ServiceCall::TargetsEdit, "targets.edit", Role::Admin, Scope::Administer},
    Permission{ServiceCall::TargetsRemove, "targets.remove", Role::Admin, Scope::Administer},
    Permission{ServiceCall::TargetsRun, "targets.run", Role::Operator, Scope::Backup},
    Permission{ServiceCall::ConfigurationsExportAll, "configurations.exportAll", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::ConfigurationsApply, "configurations.apply", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::ConfigurationsValidate, "configurations.validate", Role::Viewer,
               Scope::Look, true},
    Permission{ServiceCall::ConfigurationBackupsKeep, "configurationBackups.keep", Role::Operator,
               Scope::Backup},
    Permission{ServiceCall::ConfigurationBackupsList, "configurationBackups.list", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::ConfigurationBackupsRecover, "configurationBackups.recover",
               Role::Admin, Scope::Administer},
    Permission{ServiceCall::SchedulesList, "schedules.list", Role::Viewer, Scope::Look},
    Permission{ServiceCall::SchedulesLoad, "schedules.load", Role::Viewer, Scope::Look},
    Permission{ServiceCall::SchedulesUpcoming, "schedules.upcoming", Role::Viewer, Scope::Look},
    Permission{ServiceCall::SchedulesAdd, "schedules.add", Role::Admin, Scope::Administer},
    Permission{ServiceCall::SchedulesEdit, "schedules.edit", Role::Admin, Scope::Administer},
    Permission{ServiceCall::SchedulesRemove, "schedules.remove", Role::Admin, Scope::Administer},
    Permission{ServiceCall::RetentionPoliciesList, "retentionPolicies.list", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::RetentionPoliciesLoad, "retentionPolicies.load", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::RetentionPoliciesAdd, "retentionPolicies.add", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::RetentionPoliciesEdit, "retentionPolicies.edit", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::RetentionPoliciesRemove, "retentionPolicies.remove", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::RetentionPoliciesApply, "retentionPolicies.apply", Role::Admin,
               Scope::Maintain},
    Permission{ServiceCall::ScheduledRunsServe, "scheduledRuns.serve", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::ScheduledRunsRunNow, "scheduledRuns.runNow", Role::Admin,
               Scope::Maintain},
    Permission{ServiceCall::ScheduledRunsHindranceOf, "scheduledRuns.hindranceOf", Role::Viewer,
               Scope::Look},
    Permission{ServiceCall::HistoryList, "history.list", Role::Viewer, Scope::Look},
    Permission{ServiceCall::HistoryLoad, "history.load", Role::Viewer, Scope::Look},
    Permission{ServiceCall::HistoryCancel, "history.cancel", Role::Operator, Scope::Maintain},
    Permission{ServiceCall::ReportsOperations, "reports.operations", Role::Viewer, Scope::Look},
    Permission{ServiceCall::ReportsStorage, "reports.storage", Role::Viewer, Scope::Look},
    Permission{ServiceCall::ReportsChecks, "reports.checks", Role::Viewer, Scope::Look},
    Permission{ServiceCall::ReportsAuditLog, "reports.auditLog", Role::Admin, Scope::Administer},
    Permission{ServiceCall::MetricsCollect, "metrics.collect", Role::Viewer, Scope::Look},
    Permission{ServiceCall::NotificationsList, "notifications.list", Role::Viewer, Scope::Look},
    Permission{ServiceCall::NotificationsLoad, "notifications.load", Role::Viewer, Scope::Look},
    Permission{ServiceCall::NotificationsAdd, "notifications.add", Role::Admin, Scope::Administer},
    Permission{ServiceCall::NotificationsEdit, "notifications.edit", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::NotificationsRemove, "notifications.remove", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::NotificationsTest, "notifications.test", Role::Operator,
               Scope::Maintain},
    Permission{ServiceCall::NotificationsTell, "notifications.tell", Role::Operator,
               Scope::Maintain},
    Permission{ServiceCall::NotificationsTellOverdue, "notifications.tellOverdue", Role::Operator,
               Scope::Maintain},
    Permission{ServiceCall::VaultChoosePassword, "vault.choosePassword", Role::Viewer, Scope::Look,
               true},
    Permission{ServiceCall::VaultState, "vault.state", Role::Viewer, Scope::Look},
    Permission{ServiceCall::VaultPlace, "vault.place", Role::Viewer, Scope::Look},
    Permission{ServiceCall::VaultCreate, "vault.create", Role::Admin, Scope::Administer},
    Permission{ServiceCall::VaultUnlock, "vault.unlock", Role::Admin, Scope::Administer},
    Permission{ServiceCall::VaultLock, "vault.lock", Role::Admin, Scope::Administer},
    Permission{ServiceCall::VaultNames, "vault.names", Role::Admin, Scope::Administer},
    Permission{ServiceCall::VaultSecret, "vault.secret", Role::Admin, Scope::Administer},
    Permission{ServiceCall::VaultSet, "vault.set", Role::Admin, Scope::Administer},
    Permission{ServiceCall::VaultRemove, "vault.remove", Role::Admin, Scope::Administer},
    Permission{ServiceCall::VaultChangePassword, "vault.changePassword", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::SecretStoreSet, "secretStore.set", Role::Admin, Scope::Administer},
    Permission{ServiceCall::SecretStoreRemove, "secretStore.remove", Role::Admin,
               Scope::Administer},
    Permission{ServiceCall::SecretStoreTest, "secretStore.test", Role::Admin, Scope::Administer},
    Permission{ServiceCall::SecretStoreMakeUp, "secretStore.makeUp", Role::Viewer, Scope::Look},
    Permission{ServiceCall::ConsentsFind, "consents.find", Role::Viewer, Scope::Look},
    Permission{ServiceCall::ConsentsGive, "consents.give", Role::Viewer, Scope::Look},
    Permission{ServiceCall::UsersList, "users.list", Role::Admin, Scope::Administer},
    Permission{ServiceCall::UsersLoad, "users.load", Role::Admin, Scope::Administer},
    Permission{ServiceCall::UsersAdd, "users.add", Role::Admin, Scope::Administer},
    Permission{ServiceCall::UsersEdit, "users.edit", Role::Admin, Scope::Administer},
    Permission{ServiceCall::UsersRemove, "users.remove", Role::Admin, Scope::Administer},
    Permission{ServiceCall::UsersSetPassword, "users.setPassword", Role::Admin, Scope::Administer},
    Permission{ServiceCall::UsersLogIn, "users.logIn", Role::Viewer, Scope::Look, true},
    Permission{ServiceCall::TokensList, "tokens.list", Role::Admin, Scope::Administer},
    Permission{ServiceCall::TokensCreate, "tokens.create", Role::Admin, Scope::Administer},
    Permission{ServiceCall::TokensRemove, "tokens.remove", Role::Admin, Scope::Administer},
    Permission{ServiceCall::TokensAuthenticate, "tokens.authenticate", Role::Viewer, Scope::Look,
               true},
    Permission{ServiceCall::PrivacyCollect, "privacy.collect", Role::Admin, Scope::Administer},
    Permission{ServiceCall::PrivacyPreview, "privacy.preview", Role::Admin, Scope::Administer},
    Permission{ServiceCall::PrivacyErase, "privacy.erase", Role::Admin, Scope::Administer},
};

/// Whether the table has a row for each call, in their order.
constexpr bool isInOrder() {
    for (std::size_t i = 0; i < kTable.size(); ++i)
        if (static_cast<std::size_t>(kTable[i].call) != i) return false;
    return true;
}
static_assert(isInOrder());

template <typename Pairs>
auto valueOf(const Pairs& pairs, std::string_view name) {
    using Value = decltype(pairs.front().first);
    const auto found =
        std::ranges::find_if(pairs, [&](const auto& pair) { return pair.second == name; });
    return found == pairs.end() ? std::optional<Value>{} : std::optional<Value>{found->first};
}

template <typename Pairs>
std::vector<std::string> namesOf(const Pairs& pairs) {
    std::vector<std::string> names;
    for (const auto& pair : pairs)
        names.emplace_back(pair.second);
    return names;
}

}  // namespace

const char* nameOf(Role role) noexcept {
    return kRoles.at(static_cast<std::size_t>(role)).second;
}

const char* nameOf(Scope scope) noexcept {
    return kScopes.at(static_cast<std::size_t>(scope)).second;
}

std::optional<Role> parseRole(std::string_view name) noexcept {
    return valueOf(kRoles, name);
}

std::optional<Scope> parseScope(std::string_view name) noexcept {
    return valueOf(kScopes, name);
}

std::vector<std::string> roleNames() {
    return namesOf(kRoles);
}

std::vector<std::string> scopeNames() {
    return namesOf(kScopes);
}

std::span<const Permission> permissionTable() noexcept {
    return kTable;
}

const Permission& permissionFor(ServiceCall call) noexcept {
    return kTable.at(static_cast<std::size_t>(call));
}

bool isAllowed(const Caller& caller, ServiceCall call) noexcept {
    const Permission& wanted = permissionFor(call);
    if (wanted.isOpen) return true;
    if (caller.role < wanted.least) return false;
    // A token for backups has to find its target and its repository.
    if (!caller.scopes || wanted.scope == Scope::Look) return true;
    return std::ranges::find(*caller.scopes, wanted.scope) != caller.scopes->end();
}

void requireAllowed(const Caller& caller, ServiceCall call) {
    if (isAllowed(caller, call)) return;
    const Permission& wanted = permissionFor(call);
    const std::string who = caller.name.empty() ? "this user" : "the user " + caller.name;
    if (caller.role < wanted.least)
        throw Error{ErrorKind::PermissionDenied,
                    who + " may not do this (" + wanted.name + "): it takes the role " +
                        nameOf(wanted.least) + ", and " + who + " is " + nameOf(caller.role)};
    throw Error{ErrorKind::PermissionDenied, std::string{"the token is not for this ("} +
                                                 wanted.name + "): it lacks the scope " +
                                                 nameOf(wanted.scope)};
}

}  // namespace tl::services
