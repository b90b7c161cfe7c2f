#include "services/security/permitted_services.h"

#include <cstddef>
#include <functional>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "tests/support/reached_services.h"

namespace tl::services {
namespace {

/// An argument that nobody looks at: the wrappers pass it on, and what is behind them throws first.
/// A reference is to room that holds no object, since many are to observers with no class of their
/// own.
template <typename Argument>
Argument unused() {
    if constexpr (std::is_reference_v<Argument>) {
        alignas(std::max_align_t) static std::byte room[4096] = {};
        return *reinterpret_cast<std::remove_reference_t<Argument>*>(room);
    } else {
        return Argument{};
    }
}

template <typename Service, typename Result, typename... Arguments>
void call(Service& service, Result (Service::*function)(Arguments...)) {
    (void)(service.*function)(unused<Arguments>()...);
}
template <typename Service, typename Result, typename... Arguments>
void call(const Service& service, Result (Service::*function)(Arguments...) const) {
    (void)(service.*function)(unused<Arguments>()...);
}

struct Attempt {
    ServiceCall call{};
    std::function<void(Gate& gate)> make{};
};

/// Calls `function` of a service behind a gate.
template <typename Reachable, typename Service, typename Function>
Attempt attempt(ServiceCall which, Function Service::*function) {
    return {.call = which, .make = [function](Gate& gate) {
                Reachable inner;
                const std::unique_ptr<Service> service =
                    permitted(static_cast<Service&>(inner), gate);
                call(*service, function);
            }};
}

std::vector<Attempt> allCalls() {
    return {
        attempt<ReachedRepositories>(ServiceCall::RepositoriesInit, &Repositories::init),
        attempt<ReachedRepositories>(ServiceCall::RepositoriesSnapshots, &Repositories::snapshots),
        attempt<ReachedRepositories>(ServiceCall::RepositoriesList, &Repositories::list),
        attempt<ReachedRepositories>(ServiceCall::RepositoriesCat, &Repositories::cat),
        attempt<ReachedRepositories>(ServiceCall::RepositoriesUnlock, &Repositories::unlock),
        attempt<ReachedKeys>(ServiceCall::KeysList, &Keys::list),
        attempt<ReachedKeys>(ServiceCall::KeysAdd, &Keys::add),
        attempt<ReachedKeys>(ServiceCall::KeysRemove, &Keys::remove),
        attempt<ReachedKeys>(ServiceCall::KeysChangePassword, &Keys::changePassword),
        attempt<ReachedCaches>(ServiceCall::CachesList, &Caches::list),
        attempt<ReachedCaches>(ServiceCall::CachesRemoveOld, &Caches::removeOld),
        attempt<ReachedChecks>(ServiceCall::ChecksCheck, &Checks::check),
        attempt<ReachedRepairs>(ServiceCall::RepairsRepairIndex, &Repairs::repairIndex),
        attempt<ReachedRepairs>(ServiceCall::RepairsRepairPacks, &Repairs::repairPacks),
        attempt<ReachedRepairs>(ServiceCall::RepairsRepairSnapshots, &Repairs::repairSnapshots),
        attempt<ReachedRepairs>(ServiceCall::RepairsRepairConfig, &Repairs::repairConfig),
        attempt<ReachedRepairs>(ServiceCall::RepairsRecover, &Repairs::recover),
        attempt<ReachedMigrations>(ServiceCall::MigrationsList, &Migrations::list),
        attempt<ReachedMigrations>(ServiceCall::MigrationsApply, &Migrations::apply),
        attempt<ReachedCopies>(ServiceCall::CopiesCopy, &Copies::copy),
        attempt<ReachedMoves>(ServiceCall::MovesMove, &Moves::move),
        attempt<ReachedRewrites>(ServiceCall::RewritesRewrite, &Rewrites::rewrite),
        attempt<ReachedForgets>(ServiceCall::ForgetsForget, &Forgets::forget),
        attempt<ReachedTags>(ServiceCall::TagsChange, &Tags::change),
        attempt<ReachedPrunes>(ServiceCall::PrunesPrune, &Prunes::prune),
        attempt<ReachedBackups>(ServiceCall::BackupsRun, &Backups::run),
        attempt<ReachedRestores>(ServiceCall::RestoresRun, &Restores::run),
        attempt<ReachedReplacements>(ServiceCall::ReplacementsList, &Replacements::list),
        attempt<ReachedReplacements>(ServiceCall::ReplacementsShow, &Replacements::show),
        attempt<ReachedReplacements>(ServiceCall::ReplacementsUndo, &Replacements::undo),
        attempt<ReachedReplacements>(ServiceCall::ReplacementsConfirm, &Replacements::confirm),
        attempt<ReachedBrowsing>(ServiceCall::BrowsingListFiles, &Browsing::listFiles),
        attempt<ReachedDumps>(ServiceCall::DumpsDump, &Dumps::dump),
        attempt<ReachedComparisons>(ServiceCall::ComparisonsCompareSnapshots,
                                    &Comparisons::compareSnapshots),
        attempt<ReachedComparisons>(ServiceCall::ComparisonsCompareWithDisk,
                                    &Comparisons::compareWithDisk),
        attempt<ReachedSearches>(ServiceCall::SearchesFind, &Searches::find),
        attempt<ReachedSearches>(ServiceCall::SearchesHistory, &Searches::history),
        attempt<ReachedStatistics>(ServiceCall::StatisticsCount, &Statistics::count),
        attempt<ReachedMounts>(ServiceCall::MountsServe, &Mounts::serve),
        attempt<ReachedTransfers>(ServiceCall::TransfersFigures, &Transfers::figures),
        attempt<ReachedPlugins>(ServiceCall::PluginsList, &Plugins::list),
        attempt<ReachedPlugins>(ServiceCall::PluginsLoad, &Plugins::load),
        attempt<ReachedPlugins>(ServiceCall::PluginsEnable, &Plugins::enable),
        attempt<ReachedPlugins>(ServiceCall::PluginsDisable, &Plugins::disable),
        attempt<ReachedPlugins>(ServiceCall::PluginsCreate, &Plugins::create),
        attempt<ReachedPlugins>(ServiceCall::PluginsTest, &Plugins::test),
        attempt<ReachedPlugins>(ServiceCall::PluginsSecret, &Plugins::secret),
        attempt<ReachedAudits>(ServiceCall::AuditsList, &Audits::list),
        attempt<ReachedAudits>(ServiceCall::AuditsVerify, &Audits::verify),
        attempt<ReachedAudits>(ServiceCall::AuditsCheckpoint, &Audits::checkpoint),
        attempt<ReachedAudits>(ServiceCall::AuditsFolder, &Audits::folder),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesList,
                                          &NamedRepositories::list),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesFind,
                                          &NamedRepositories::find),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesLoad,
                                          &NamedRepositories::load),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesFindDefault,
                                          &NamedRepositories::findDefault),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesAdd,
                                          &NamedRepositories::add),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesEdit,
                                          &NamedRepositories::edit),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesRemove,
                                          &NamedRepositories::remove),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesSetDefault,
                                          &NamedRepositories::setDefault),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesRecord,
                                          &NamedRepositories::record),
        attempt<ReachedNamedRepositories>(ServiceCall::NamedRepositoriesNote,
                                          &NamedRepositories::note),
        attempt<ReachedRegionRules>(ServiceCall::RegionRulesLoad, &RegionRules::load),
        attempt<ReachedRegionRules>(ServiceCall::RegionRulesSet, &RegionRules::set),
        attempt<ReachedRegionRules>(ServiceCall::RegionRulesReview, &RegionRules::review),
        attempt<ReachedPatternGroups>(ServiceCall::PatternGroupsList, &PatternGroups::list),
        attempt<ReachedPatternGroups>(ServiceCall::PatternGroupsLoad, &PatternGroups::load),
        attempt<ReachedPatternGroups>(ServiceCall::PatternGroupsAdd, &PatternGroups::add),
        attempt<ReachedPatternGroups>(ServiceCall::PatternGroupsEdit, &PatternGroups::edit),
        attempt<ReachedPatternGroups>(ServiceCall::PatternGroupsRemove, &PatternGroups::remove),
        attempt<ReachedTargets>(ServiceCall::TargetsList, &Targets::list),
        attempt<ReachedTargets>(ServiceCall::TargetsLoad, &Targets::load),
        attempt<ReachedTargets>(ServiceCall::TargetsStates, &Targets::states),
        attempt<ReachedTargets>(ServiceCall::TargetsAdd, &Targets::add),
        attempt<ReachedTargets>(ServiceCall::TargetsEdit, &Targets::edit),
        attempt<ReachedTargets>(ServiceCall::TargetsRemove, &Targets::remove),
        attempt<ReachedTargets>(ServiceCall::TargetsRun, &Targets::run),
        attempt<ReachedConfigurations>(ServiceCall::ConfigurationsExportAll,
                                       &Configurations::exportAll),
        attempt<ReachedConfigurations>(ServiceCall::ConfigurationsApply, &Configurations::apply),
        attempt<ReachedConfigurations>(ServiceCall::ConfigurationsValidate,
                                       &Configurations::validate),
        attempt<ReachedConfigurationBackups>(ServiceCall::ConfigurationBackupsKeep,
                                             &ConfigurationBackups::keep),
        attempt<ReachedConfigurationBackups>(ServiceCall::ConfigurationBackupsList,
                                             &ConfigurationBackups::list),
        attempt<ReachedConfigurationBackups>(ServiceCall::ConfigurationBackupsRecover,
                                             &ConfigurationBackups::recover),
        attempt<ReachedSchedules>(ServiceCall::SchedulesList, &Schedules::list),
        attempt<ReachedSchedules>(ServiceCall::SchedulesLoad, &Schedules::load),
        attempt<ReachedSchedules>(ServiceCall::SchedulesUpcoming, &Schedules::upcoming),
        attempt<ReachedSchedules>(ServiceCall::SchedulesAdd, &Schedules::add),
        attempt<ReachedSchedules>(ServiceCall::SchedulesEdit, &Schedules::edit),
        attempt<ReachedSchedules>(ServiceCall::SchedulesRemove, &Schedules::remove),
        attempt<ReachedRetentionPolicies>(ServiceCall::RetentionPoliciesList,
                                          &RetentionPolicies::list),
        attempt<ReachedRetentionPolicies>(ServiceCall::RetentionPoliciesLoad,
                                          &RetentionPolicies::load),
        attempt<ReachedRetentionPolicies>(ServiceCall::RetentionPoliciesAdd,
                                          &RetentionPolicies::add),
        attempt<ReachedRetentionPolicies>(ServiceCall::RetentionPoliciesEdit,
                                          &RetentionPolicies::edit),
        attempt<ReachedRetentionPolicies>(ServiceCall::RetentionPoliciesRemove,
                                          &RetentionPolicies::remove),
        attempt<ReachedRetentionPolicies>(ServiceCall::RetentionPoliciesApply,
                                          &RetentionPolicies::apply),
        attempt<ReachedScheduledRuns>(ServiceCall::ScheduledRunsServe, &ScheduledRuns::serve),
        attempt<ReachedScheduledRuns>(ServiceCall::ScheduledRunsRunNow, &ScheduledRuns::runNow),
        attempt<ReachedScheduledRuns>(ServiceCall::ScheduledRunsHindranceOf,
                                      &ScheduledRuns::hindranceOf),
        attempt<ReachedHistory>(ServiceCall::HistoryList, &History::list),
        attempt<ReachedHistory>(ServiceCall::HistoryLoad, &History::load),
        attempt<ReachedHistory>(ServiceCall::HistoryCancel, &History::cancel),
        attempt<ReachedReports>(ServiceCall::ReportsOperations, &Reports::operations),
        attempt<ReachedReports>(ServiceCall::ReportsStorage, &Reports::storage),
        attempt<ReachedReports>(ServiceCall::ReportsChecks, &Reports::checks),
        attempt<ReachedReports>(ServiceCall::ReportsAuditLog, &Reports::auditLog),
        attempt<ReachedMetrics>(ServiceCall::MetricsCollect, &Metrics::collect),
        attempt<ReachedNotifications>(ServiceCall::NotificationsList, &Notifications::list),
        attempt<ReachedNotifications>(ServiceCall::NotificationsLoad, &Notifications::load),
        attempt<ReachedNotifications>(ServiceCall::NotificationsAdd, &Notifications::add),
        attempt<ReachedNotifications>(ServiceCall::NotificationsEdit, &Notifications::edit),
        attempt<ReachedNotifications>(ServiceCall::NotificationsRemove, &Notifications::remove),
        attempt<ReachedNotifications>(ServiceCall::NotificationsTest, &Notifications::test),
        attempt<ReachedNotifications>(ServiceCall::NotificationsTell, &Notifications::tell),
        attempt<ReachedNotifications>(ServiceCall::NotificationsTellOverdue,
                                      &Notifications::tellOverdue),
        attempt<ReachedVault>(ServiceCall::VaultChoosePassword, &Vault::choosePassword),
        attempt<ReachedVault>(ServiceCall::VaultState, &Vault::state),
        attempt<ReachedVault>(ServiceCall::VaultPlace, &Vault::place),
        attempt<ReachedVault>(ServiceCall::VaultCreate, &Vault::create),
        attempt<ReachedVault>(ServiceCall::VaultUnlock, &Vault::unlock),
        attempt<ReachedVault>(ServiceCall::VaultLock, &Vault::lock),
        attempt<ReachedVault>(ServiceCall::VaultNames, &Vault::names),
        attempt<ReachedVault>(ServiceCall::VaultSecret, &Vault::secret),
        attempt<ReachedVault>(ServiceCall::VaultSet, &Vault::set),
        attempt<ReachedVault>(ServiceCall::VaultRemove, &Vault::remove),
        attempt<ReachedVault>(ServiceCall::VaultChangePassword, &Vault::changePassword),
        attempt<ReachedSecretStore>(ServiceCall::SecretStoreSet, &SecretStore::set),
        attempt<ReachedSecretStore>(ServiceCall::SecretStoreRemove, &SecretStore::remove),
        attempt<ReachedSecretStore>(ServiceCall::SecretStoreTest, &SecretStore::test),
        attempt<ReachedSecretStore>(ServiceCall::SecretStoreMakeUp, &SecretStore::makeUp),
        attempt<ReachedConsents>(ServiceCall::ConsentsFind, &Consents::find),
        attempt<ReachedConsents>(ServiceCall::ConsentsGive, &Consents::give),
        attempt<ReachedUsers>(ServiceCall::UsersList, &Users::list),
        attempt<ReachedUsers>(ServiceCall::UsersLoad, &Users::load),
        attempt<ReachedUsers>(ServiceCall::UsersAdd, &Users::add),
        attempt<ReachedUsers>(ServiceCall::UsersEdit, &Users::edit),
        attempt<ReachedUsers>(ServiceCall::UsersRemove, &Users::remove),
        attempt<ReachedUsers>(ServiceCall::UsersSetPassword, &Users::setPassword),
        attempt<ReachedUsers>(ServiceCall::UsersLogIn, &Users::logIn),
        attempt<ReachedTokens>(ServiceCall::TokensList, &Tokens::list),
        attempt<ReachedTokens>(ServiceCall::TokensCreate, &Tokens::create),
        attempt<ReachedTokens>(ServiceCall::TokensRemove, &Tokens::remove),
        attempt<ReachedTokens>(ServiceCall::TokensAuthenticate, &Tokens::authenticate),
        attempt<ReachedPrivacy>(ServiceCall::PrivacyCollect, &Privacy::collect),
        attempt<ReachedPrivacy>(ServiceCall::PrivacyPreview, &Privacy::preview),
        attempt<ReachedPrivacy>(ServiceCall::PrivacyErase, &Privacy::erase),
    };
}

enum class Outcome { Reached, Denied };

Outcome outcomeOf(const Attempt& one, const Caller& caller) {
    Gate gate{[&caller] { return caller; }};
    try {
        one.make(gate);
    } catch (const Reached&) {
        return Outcome::Reached;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::PermissionDenied);
        return Outcome::Denied;
    }
    ADD_FAILURE() << "neither reached nor denied";
    return Outcome::Denied;
}

TEST(PermittedServices, HaveEveryCallOfTheTable) {
    const auto calls = allCalls();
    ASSERT_EQ(calls.size(), permissionTable().size());
    for (std::size_t i = 0; i < calls.size(); ++i)
        EXPECT_EQ(static_cast<std::size_t>(calls[i].call), i) << permissionTable()[i].name;
}

TEST(PermittedServices, LetEachRoleMakeWhatTheTableSays) {
    for (const Attempt& one : allCalls())
        for (const Role role : {Role::Viewer, Role::Operator, Role::Admin}) {
            const Permission& row = permissionFor(one.call);
            const Outcome expected =
                row.isOpen || role >= row.least ? Outcome::Reached : Outcome::Denied;
            EXPECT_EQ(outcomeOf(one, {.role = role}), expected) << row.name << " " << nameOf(role);
        }
}

TEST(PermittedServices, LetEachScopeMakeWhatTheTableSays) {
    for (const Attempt& one : allCalls())
        for (const Scope scope :
             {Scope::Look, Scope::Backup, Scope::Restore, Scope::Maintain, Scope::Administer}) {
            const Permission& row = permissionFor(one.call);
            const bool isFit = row.isOpen || row.scope == Scope::Look || row.scope == scope;
            EXPECT_EQ(outcomeOf(one, {.role = Role::Admin, .scopes = std::vector{scope}}),
                      isFit ? Outcome::Reached : Outcome::Denied)
                << row.name << " " << nameOf(scope);
        }
}

}  // namespace
}  // namespace tl::services
