#include "app/compose.h"

#include <utility>

#include "infra/platform/environment.h"
#include "infra/platform/user_folders.h"
#include "infra/plugins/shipped_plugins.h"
#include "services/plugins/plugin_service.h"
#include "storage/dryrun/dry_run_backend.h"

namespace tl::app {

namespace {

/// Empty for a user without a home.
std::string stateFolder() {
    const std::string folder = userStateFolder();
    return folder.empty() ? folder : folder + "/timelocker/packs-read";
}

/// Where plugins are, and those that need no folder.
plugins::PluginPlaces pluginPlaces() {
    plugins::PluginPlaces places = plugins::usualPlaces();
    places.builtInManifests.emplace_back(plugins::rcloneManifest());
    return places;
}

}  // namespace

Composition::Composition()
    : catalog_{pluginPlaces()},
      backends_{std::make_unique<BackendStack>(catalog_, clock_, random_, TimeZone::local())},
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
      repositories_{services::makeRepositories(context_)},
      keys_{services::makeKeys(context_)},
      checks_{services::makeChecks(context_)},
      repairs_{services::makeRepairs(context_)},
      migrations_{services::makeMigrations(context_)},
      copies_{services::makeCopies(context_)},
      moves_{services::makeMoves(context_)},
      rewrites_{services::makeRewrites(context_)},
      forgets_{services::makeForgets(context_)},
      tags_{services::makeTags(context_)},
      prunes_{services::makePrunes(context_)},
      backups_{services::makeBackups(context_)},
      restores_{services::makeRestores(context_)},
      browsing_{services::makeBrowsing(context_)},
      dumps_{services::makeDumps(context_)},
      comparisons_{services::makeComparisons(context_)},
      searches_{services::makeSearches(context_)},
      statistics_{services::makeStatistics(context_)},
      mounts_{services::makeMounts(context_)},
      plugins_{services::makePlugins(
          catalog_, environmentVariable, [this](const services::PluginUse& use) {
              return backends_->openForTest(use);
          })} {}

cli::Core Composition::core() const {
    return {.repositories = *repositories_,
            .keys = *keys_,
            .caches = *cache_,
            .checks = *checks_,
            .repairs = *repairs_,
            .migrations = *migrations_,
            .copies = *copies_,
            .moves = *moves_,
            .rewrites = *rewrites_,
            .forgets = *forgets_,
            .tags = *tags_,
            .prunes = *prunes_,
            .backups = *backups_,
            .restores = *restores_,
            .browsing = *browsing_,
            .dumps = *dumps_,
            .comparisons = *comparisons_,
            .searches = *searches_,
            .statistics = *statistics_,
            .mounts = *mounts_,
            .transfers = *backends_,
            .plugins = *plugins_};
}

}  // namespace tl::app
