#include "app/compose.h"

#include <optional>
#include <string_view>
#include <utility>

#include "app/backends.h"
#include "infra/platform/environment.h"
#include "infra/platform/machine_state.h"
#include "infra/platform/user_folders.h"
#include "infra/plugins/shipped_plugins.h"
#include "services/audit/audited_catalog.h"
#include "services/audit/audited_security.h"
#include "services/audit/audited_services.h"
#include "services/audit/audits.h"
#include "services/backup/hooked_backups.h"
#include "services/configuration/keeping_backups.h"
#include "services/monitoring/notices/notifying_audits.h"
#include "services/monitoring/recording.h"
#include "services/plugins/plugin_service.h"
#include "storage/dryrun/dry_run_backend.h"

namespace tl::app {

namespace {

/// Empty for a user without a home.
std::string stateFolder() {
    const std::string folder = userStateFolder();
    return folder.empty() ? folder : folder + "/timelocker/packs-read";
}

/// Empty for a user without a home: then there is no audit log.
std::string auditFolder() {
    const std::string folder = userStateFolder();
    return folder.empty() ? folder : folder + "/timelocker/audit";
}

/// Empty for a user without a home: then there is no vault.
std::string vaultFile() {
    const std::string folder = userConfigFolder();
    return folder.empty() ? folder : folder + "/timelocker/vault";
}

/// Where plugins are, and those that need no folder.
plugins::PluginPlaces pluginPlaces() {
    plugins::PluginPlaces places = plugins::usualPlaces();
    places.builtInManifests.emplace_back(plugins::rcloneManifest());
    return places;
}

/// Whether `key` is an option of a plugin that its manifest calls a secret.
bool isSecretOption(const std::string& key, const plugins::PluginCatalog& catalog) {
    constexpr std::string_view kPrefix = "plugin.";
    if (!key.starts_with(kPrefix)) return false;
    for (const plugins::Plugin& plugin : catalog.list())
        for (const plugins::PluginOption& option : plugin.manifest.options)
            if (option.isSecret && key == std::string{kPrefix} + plugin.name + "." + option.name)
                return true;
    return false;
}

services::RepositoryRules repositoryRules(const plugins::PluginCatalog& catalog) {
    return {.settleLocation = settleLocation,
            .isSecretOption =
                [&catalog](const std::string& key) { return isSecretOption(key, catalog); },
            .placeOf = placeOf};
}

/// Whether work that can wait may begin; what cannot be found out is no reason to wait.
bool holdsHere(services::RunCondition condition) {
    constexpr double kBusy = 0.5;
    switch (condition) {
        case services::RunCondition::MainsPower:
            return !isOnBattery().value_or(false);
        case services::RunCondition::Unmetered:
            return !isNetworkMetered({}).value_or(false);
        case services::RunCondition::Idle:
            return processorLoad().value_or(0) < kBusy;
    }
    return true;
}

}  // namespace

Composition::Composition(std::function<void(const std::string&)> warn)
    : catalog_{pluginPlaces()},
      backends_{std::make_unique<BackendStack>(
          catalog_,
          clock_,
          random_,
          TimeZone::local(),
          [this](const services::RepositoryAccess& access) { return regionRule(access); })},
      cache_{std::make_unique<LocalCache>(clock_, random_)},
      context_{
          .openBackend =
              [this](const services::RepositoryAccess& access) { return backends_->open(access); },
          .discardWrites = storage::makeDryRun,
          .openCache =
              [this](std::unique_ptr<storage::Backend> inner,
                     const services::CacheSettings& settings,
                     const std::string& repositoryId) {
                  return cache_->open(std::move(inner), settings, repositoryId);
              },
          .clock = clock_,
          .random = random_,
          .zone = TimeZone::local(),
          .stateFolder = stateFolder()},
      warn_{std::move(warn)},
      trail_{services::makeAuditTrail(
          {.folder = auditFolder()}, clock_, random_, userName() + "@" + hostName(), warn_)},
      repositories_{withAudit(services::makeRepositories(context_), *trail_)},
      keys_{withAudit(services::makeKeys(context_), *trail_)},
      checks_{services::makeChecks(context_)},
      repairs_{withAudit(services::makeRepairs(context_), *trail_)},
      migrations_{withAudit(services::makeMigrations(context_), *trail_)},
      copies_{withAudit(services::makeCopies(context_), *trail_)},
      moves_{withAudit(services::makeMoves(context_), *trail_)},
      rewrites_{withAudit(services::makeRewrites(context_), *trail_)},
      forgets_{withAudit(services::makeForgets(context_), *trail_)},
      tags_{withAudit(services::makeTags(context_), *trail_)},
      prunes_{withAudit(services::makePrunes(context_), *trail_)},
      backups_{withAudit(services::makeBackups(context_), *trail_)},
      restores_{withAudit(services::makeRestores(context_), *trail_)},
      browsing_{services::makeBrowsing(context_)},
      dumps_{withAudit(services::makeDumps(context_), *trail_)},
      comparisons_{services::makeComparisons(context_)},
      searches_{services::makeSearches(context_)},
      statistics_{services::makeStatistics(context_)},
      mounts_{withAudit(services::makeMounts(context_), *trail_)},
      plugins_{services::makePlugins(
          catalog_,
          environmentVariable,
          [this](const services::PluginUse& use) { return backends_->openForTest(use); })},
      audits_{services::makeAudits(context_, auditFolder(), *trail_)},
      catalogAccess_{services::makeCatalogAccess(
          clock_, random_, environmentVariable("TIMELOCKER_CATALOG").value_or(""))},
      namedRepositories_{withAudit(
          services::makeNamedRepositories(*catalogAccess_, repositoryRules(catalog_)), *trail_)},
      regionRules_{withAudit(services::makeRegionRules(*catalogAccess_, placeOf), *trail_)},
      history_{withAudit(services::makeHistory(*catalogAccess_), *trail_)},
      replacements_{withAudit(services::makeReplacements(*catalogAccess_), *trail_)},
      metrics_{services::makeMetrics(*catalogAccess_, clock_)},
      configurations_{withAudit(
          services::makeConfigurations(*catalogAccess_, repositoryRules(catalog_)), *trail_)},
      configurationBackups_{services::makeConfigurationBackups(context_, *configurations_)},
      keepingBackups_{services::makeKeepingBackups(
          *backups_, *configurations_, *configurationBackups_, *catalogAccess_, clock_)},
      hookedBackups_{services::makeHookedBackups(
          *keepingBackups_,
          {.plugins = catalog_, .clock = clock_, .variable = environmentVariable})},
      recordingBackups_{services::makeRecordingBackups(*hookedBackups_, *catalogAccess_, clock_)},
      recordingChecks_{services::makeRecordingChecks(*checks_, *catalogAccess_, clock_)},
      recordingCopies_{services::makeRecordingCopies(*copies_, *catalogAccess_, clock_)},
      recordingPrunes_{services::makeRecordingPrunes(*prunes_, *catalogAccess_, clock_)},
      recordingRestores_{services::makeRecordingRestores(*restores_, *catalogAccess_, clock_)},
      recordingReplacements_{
          services::makeRecordingReplacements(*replacements_, *catalogAccess_, clock_)},
      recordingForgets_{services::makeRecordingForgets(*forgets_, *catalogAccess_, clock_)},
      recordingRewrites_{services::makeRecordingRewrites(*rewrites_, *catalogAccess_, clock_)},
      recordingTags_{services::makeRecordingTags(*tags_, *catalogAccess_, clock_)},
      recordingMigrations_{
          services::makeRecordingMigrations(*migrations_, *catalogAccess_, clock_)},
      recordingRepairs_{services::makeRecordingRepairs(*repairs_, *catalogAccess_, clock_)},
      patternGroups_{withAudit(services::makePatternGroups(*catalogAccess_), *trail_)},
      targets_{withAudit(
          services::makeTargets(*catalogAccess_, *patternGroups_, *recordingBackups_), *trail_)},
      schedules_{
          withAudit(services::makeSchedules(*catalogAccess_, clock_, context_.zone), *trail_)},
      retentionPolicies_{
          withAudit(services::makeRetentionPolicies(*catalogAccess_, *forgets_), *trail_)},
      recordingRetentionPolicies_{
          services::makeRecordingRetentionPolicies(*retentionPolicies_, *catalogAccess_, clock_)},
      keyKeeper_{makeKernelKeyKeeper()},
      vault_{withAudit(
          services::makeVault({.file = vaultFile(), .keyCost = engine::chooseScryptParameters()},
                              *keyKeeper_,
                              random_),
          *trail_)},
      secrets_{services::makeSecretSource(
          {.plugins = *plugins_, .vault = *vault_, .variable = environmentVariable})},
      secretStore_{services::makeSecretStore(*secrets_, *vault_, random_)},
      consents_{services::makeConsents(*catalogAccess_, clock_, userName() + "@" + hostName())},
      users_{withAudit(services::makeUsers(userWorld()), *trail_)},
      tokens_{withAudit(services::makeTokens(userWorld()), *trail_)},
      post_{std::make_unique<services::NoticePost>(
          *catalogAccess_,
          clock_,
          context_.zone,
          [this](const services::ChannelDefinition& channel) {
              return services::makeChannel(channel, channelWorld());
          },
          services::PostSettings{.warn = warn_})},
      notifications_{withAudit(
          services::makeNotifications(*catalogAccess_, *post_, channelWorld(), context_.zone),
          *trail_)},
      notifyingAudits_{services::makeNotifyingAudits(std::move(audits_), *notifications_, warn_)},
      recordingAudits_{services::makeRecordingAudits(*notifyingAudits_, *catalogAccess_, clock_)},
      scheduledRuns_{services::makeScheduledRuns(
          {.catalog = *catalogAccess_,
           .patternGroups = *patternGroups_,
           .backups = *hookedBackups_,
           .checks = *checks_,
           .prunes = *prunes_,
           .copies = *copies_,
           .retention = *retentionPolicies_,
           .audits = *notifyingAudits_,
           .clock = clock_,
           .zone = context_.zone,
           .holds = holdsHere,
           .notify = [this](const services::Notice& notice) { notifications_->tell(notice); }})},
      privacy_{services::makePrivacy(*catalogAccess_, *users_, *notifyingAudits_, *trail_)},
      reports_{services::makeReports(*catalogAccess_, *notifyingAudits_, clock_, context_.zone)} {
    catalogAccess_->announceTo(post_.get());
    context_.secrets = secrets_.get();
    gate_ = std::make_unique<services::Gate>(
        [this] { return caller(); },
        [this](const services::Caller& caller, services::ServiceCall call) {
            trail_->note({.action = services::permissionFor(call).name,
                          .object = caller.name,
                          .result = services::AuditResult::Denied});
        });
    permitted_ = std::make_unique<PermittedCore>(openCore(), *gate_);
}

services::RegionRule Composition::regionRule(const services::RepositoryAccess& access) const {
    try {
        return services::regionRuleFor(*catalogAccess_, access);
    } catch (const Error& error) {
        // A repository that is named by its location can be got into without a catalog: no restore
        // is to wait for one.
        if (!access.name.empty()) throw;
        warn_("the rule of regions is not known, so nothing keeps to it: " + error.describe());
        return {};
    }
}

services::UserWorld Composition::userWorld() {
    return {.catalog = *catalogAccess_,
            .clock = clock_,
            .random = random_,
            .passwordCost = engine::chooseScryptParameters()};
}

services::ChannelWorld Composition::channelWorld() {
    return {.clock = clock_,
            .random = random_,
            .plugins = catalog_,
            .secrets = *secrets_,
            .variable = environmentVariable};
}

services::Caller Composition::caller() {
    const auto text = environmentVariable("TIMELOCKER_TOKEN");
    const auto token = text ? std::optional{Secret::fromText(*text)} : std::nullopt;
    return services::findCaller(*catalogAccess_, *tokens_, userName(), token);
}

cli::Core Composition::openCore() const {
    return {.repositories = *repositories_,
            .keys = *keys_,
            .caches = *cache_,
            .checks = *recordingChecks_,
            .repairs = *recordingRepairs_,
            .migrations = *recordingMigrations_,
            .copies = *recordingCopies_,
            .moves = *moves_,
            .rewrites = *recordingRewrites_,
            .forgets = *recordingForgets_,
            .tags = *recordingTags_,
            .prunes = *recordingPrunes_,
            .backups = *recordingBackups_,
            .restores = *recordingRestores_,
            .browsing = *browsing_,
            .dumps = *dumps_,
            .comparisons = *comparisons_,
            .searches = *searches_,
            .statistics = *statistics_,
            .mounts = *mounts_,
            .transfers = *backends_,
            .plugins = *plugins_,
            .audits = *recordingAudits_,
            .catalog = *catalogAccess_,
            .namedRepositories = *namedRepositories_,
            .regionRules = *regionRules_,
            .patternGroups = *patternGroups_,
            .targets = *targets_,
            .configurations = *configurations_,
            .configurationBackups = *configurationBackups_,
            .schedules = *schedules_,
            .retentionPolicies = *recordingRetentionPolicies_,
            .scheduledRuns = *scheduledRuns_,
            .history = *history_,
            .reports = *reports_,
            .metrics = *metrics_,
            .notifications = *notifications_,
            .vault = *vault_,
            .secretStore = *secretStore_,
            .consents = *consents_,
            .users = *users_,
            .tokens = *tokens_,
            .privacy = *privacy_,
            .replacements = *recordingReplacements_};
}

}  // namespace tl::app
