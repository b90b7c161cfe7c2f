#include "ui/cli/fake_core.h"

#include "infra/errors/error.h"
#include "infra/platform/random.h"
#include "services/monitoring/notices/notice_post.h"
#include "services/security/secret_source.h"
#include "ui/cli/fake_migrations.h"
#include "ui/cli/fake_repairs.h"

namespace tl::cli {

namespace {

using services::RepositoryAccess;

class FakeRepositories final : public services::Repositories {
  public:
    explicit FakeRepositories(FakeCore& core) : core_{core} {}

    services::InitResult init(const services::InitRequest& request,
                              const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.init = request;
        core_.onCall();
        return core_.initResult;
    }

    services::SnapshotListing snapshots(const RepositoryAccess& access,
                                        const services::SnapshotQuery& query,
                                        const std::stop_token& /*stop*/) override {
        note(access);
        core_.query = query;
        return {.groups = core_.groups, .problems = core_.problems};
    }

    void list(const RepositoryAccess& access,
              services::ObjectKind kind,
              const std::function<void(const std::string&)>& visit,
              const std::stop_token& /*stop*/) override {
        note(access);
        core_.listed = kind;
        for (const std::string& line : core_.lines)
            visit(line);
    }

    std::string cat(const RepositoryAccess& access,
                    services::CatKind kind,
                    const std::string& id,
                    const std::stop_token& /*stop*/) override {
        note(access);
        core_.catKind = kind;
        core_.catId = id;
        return core_.object;
    }

    std::size_t unlock(const RepositoryAccess& access,
                       services::UnlockScope scope,
                       const std::stop_token& /*stop*/) override {
        note(access);
        core_.unlockScope = scope;
        return core_.unlockedCount;
    }

  private:
    void note(const RepositoryAccess& access) {
        ++core_.callCount;
        core_.access = access;
        core_.onCall();
    }

    FakeCore& core_;
};

class FakeKeys final : public services::Keys {
  public:
    explicit FakeKeys(FakeCore& core) : core_{core} {}

    std::vector<services::KeyInfo> list(const RepositoryAccess& access,
                                        const std::stop_token& /*stop*/) override {
        core_.access = access;
        return core_.keys;
    }

    std::string add(const RepositoryAccess& access,
                    const services::NewKey& key,
                    const std::stop_token& /*stop*/) override {
        core_.access = access;
        core_.newKey = key;
        return "added";
    }

    void remove(const RepositoryAccess& access,
                const std::string& id,
                const std::stop_token& /*stop*/) override {
        core_.access = access;
        core_.removedKey = id;
    }

    std::string changePassword(const RepositoryAccess& access,
                               const services::NewKey& key,
                               const std::stop_token& /*stop*/) override {
        core_.access = access;
        core_.newKey = key;
        return "changed";
    }

  private:
    FakeCore& core_;
};

class FakeCaches final : public services::Caches {
  public:
    explicit FakeCaches(FakeCore& core) : core_{core} {}

    services::CacheList list(const services::CacheQuery& query,
                             const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.cacheQuery = query;
        return core_.caches;
    }
    services::CacheList removeOld(const services::CacheQuery& query,
                                  const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.cacheQuery = query;
        core_.isCacheRemovalAsked = true;
        return core_.caches;
    }

  private:
    FakeCore& core_;
};

class FakeChecks final : public services::Checks {
  public:
    explicit FakeChecks(FakeCore& core) : core_{core} {}

    services::CheckReport check(const services::CheckRequest& request,
                                services::CheckObserver& observer,
                                const std::stop_token& /*stop*/) override {
        core_.check = request;
        return core_.onCheck ? core_.onCheck(observer) : services::CheckReport{};
    }

  private:
    FakeCore& core_;
};

class FakeCopies final : public services::Copies {
  public:
    explicit FakeCopies(FakeCore& core) : core_{core} {}

    services::CopyReport copy(const services::CopyRequest& request,
                              services::CopyObserver& observer,
                              const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.copy = request;
        return core_.onCopy ? core_.onCopy(observer) : services::CopyReport{};
    }

  private:
    FakeCore& core_;
};

class FakeMoves final : public services::Moves {
  public:
    explicit FakeMoves(FakeCore& core) : core_{core} {}

    services::MoveReport move(const services::MoveRequest& request,
                              services::MoveObserver& /*observer*/,
                              const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.move = request;
        core_.onCall();
        return core_.moveReport;
    }

  private:
    FakeCore& core_;
};

class FakeRewrites final : public services::Rewrites {
  public:
    explicit FakeRewrites(FakeCore& core) : core_{core} {}

    services::RewriteReport rewrite(const services::RewriteRequest& request,
                                    services::RewriteObserver& observer,
                                    const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.rewrite = request;
        return core_.onRewrite ? core_.onRewrite(observer) : services::RewriteReport{};
    }

  private:
    FakeCore& core_;
};

class FakeForgets final : public services::Forgets {
  public:
    explicit FakeForgets(FakeCore& core) : core_{core} {}

    services::ForgetReport forget(const services::ForgetRequest& request,
                                  services::ForgetObserver& observer,
                                  const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.forget = request;
        return core_.onForget ? core_.onForget(observer) : services::ForgetReport{};
    }

  private:
    FakeCore& core_;
};

class FakeTags final : public services::Tags {
  public:
    explicit FakeTags(FakeCore& core) : core_{core} {}

    services::TagReport change(const services::TagRequest& request,
                               services::TagObserver& observer,
                               const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.tag = request;
        return core_.onTag ? core_.onTag(observer) : services::TagReport{};
    }

  private:
    FakeCore& core_;
};

class FakePrunes final : public services::Prunes {
  public:
    explicit FakePrunes(FakeCore& core) : core_{core} {}

    services::PruneReport prune(const services::PruneRequest& request,
                                services::PruneObserver& observer,
                                const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.prune = request;
        return core_.onPrune ? core_.onPrune(observer) : services::PruneReport{};
    }

  private:
    FakeCore& core_;
};

class FakeBackups final : public services::Backups {
  public:
    explicit FakeBackups(FakeCore& core) : core_{core} {}

    services::BackupReport run(const services::BackupRequest& request,
                               services::BackupObserver& observer,
                               const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.backup = request;
        return core_.onBackup ? core_.onBackup(observer) : services::BackupReport{};
    }

  private:
    FakeCore& core_;
};

class FakeRestores final : public services::Restores {
  public:
    explicit FakeRestores(FakeCore& core) : core_{core} {}

    services::RestoreReport run(const services::RestoreRequest& request,
                                services::RestoreObserver& observer,
                                const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.restore = request;
        return core_.onRestore ? core_.onRestore(observer) : services::RestoreReport{};
    }

  private:
    FakeCore& core_;
};

class FakeReplacements final : public services::Replacements {
  public:
    explicit FakeReplacements(FakeCore& core) : core_{core} {}

    [[nodiscard]] std::vector<services::KeptRestore> list(
        const std::vector<std::string>& folders) override {
        core_.keptListing = folders;
        return core_.keptRestores;
    }
    [[nodiscard]] std::vector<services::KeptRestore> show(
        const std::string& which, const OnName& onName, const std::stop_token& /*stop*/) override {
        core_.keptShown = which;
        for (const services::ReplacedName& name : core_.replacedNames)
            onName(name);
        return core_.keptRestores;
    }
    services::UndoReport undo(const services::UndoRequest& request,
                              services::UndoObserver& observer,
                              const std::stop_token& /*stop*/) override {
        core_.undo = request;
        return core_.onUndo ? core_.onUndo(observer) : services::UndoReport{};
    }
    services::ConfirmReport confirm(const services::ConfirmRequest& request,
                                    const std::stop_token& /*stop*/) override {
        core_.confirm = request;
        return core_.confirmReport;
    }

  private:
    FakeCore& core_;
};

class FakeBrowsing final : public services::Browsing {
  public:
    explicit FakeBrowsing(FakeCore& core) : core_{core} {}

    void listFiles(const services::ListFilesRequest& request,
                   services::FileListener& listener,
                   const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.listing = request;
        if (core_.onListing) core_.onListing(listener);
    }

  private:
    FakeCore& core_;
};

class FakeDumps final : public services::Dumps {
  public:
    explicit FakeDumps(FakeCore& core) : core_{core} {}

    void dump(const services::DumpRequest& request,
              const engine::WriteBytes& output,
              const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.dump = request;
        core_.onCall();
        if (request.target.empty()) output(std::as_bytes(std::span{core_.object}));
    }

  private:
    FakeCore& core_;
};

class FakeComparisons final : public services::Comparisons {
  public:
    explicit FakeComparisons(FakeCore& core) : core_{core} {}

    engine::ComparisonFigures compareSnapshots(const services::SnapshotComparison& request,
                                               services::ComparisonObserver& observer,
                                               const std::stop_token& /*stop*/) override {
        core_.comparison = request;
        return answer(observer);
    }

    engine::ComparisonFigures compareWithDisk(const services::DiskComparison& request,
                                              services::ComparisonObserver& observer,
                                              const std::stop_token& /*stop*/) override {
        core_.diskComparison = request;
        return answer(observer);
    }

  private:
    engine::ComparisonFigures answer(services::ComparisonObserver& observer) {
        ++core_.callCount;
        return core_.onComparison ? core_.onComparison(observer) : engine::ComparisonFigures{};
    }

    FakeCore& core_;
};

class FakeSearches final : public services::Searches {
  public:
    explicit FakeSearches(FakeCore& core) : core_{core} {}

    void find(const services::FindRequest& request,
              services::FindObserver& observer,
              const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.find = request;
        if (core_.onFind) core_.onFind(observer);
    }

    std::vector<services::HostHistory> history(const services::HistoryRequest& request,
                                               const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.history = request;
        return core_.histories;
    }

  private:
    FakeCore& core_;
};

class FakeStatistics final : public services::Statistics {
  public:
    explicit FakeStatistics(FakeCore& core) : core_{core} {}

    services::StatisticsReport count(const services::StatisticsRequest& request,
                                     const services::OnStatisticsProgress& onProgress,
                                     const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.statistics = request;
        onProgress(1, 1);
        return core_.statisticsReport;
    }

  private:
    FakeCore& core_;
};

class FakeMounts final : public services::Mounts {
  public:
    explicit FakeMounts(FakeCore& core) : core_{core} {}

    void serve(const services::MountRequest& request,
               const std::function<void()>& onMounted,
               const std::stop_token& /*stop*/) override {
        ++core_.callCount;
        core_.mount = request;
        onMounted();
    }

  private:
    FakeCore& core_;
};

class FakeTransfers final : public services::Transfers {
  public:
    explicit FakeTransfers(FakeCore& core) : core_{core} {}
    [[nodiscard]] services::TransferFigures figures() const override { return core_.transfers; }

  private:
    FakeCore& core_;
};

class FakeAudits final : public services::Audits {
  public:
    explicit FakeAudits(FakeCore& core) : core_{core} {}

    void list(const services::AuditQuery& query,
              const std::function<void(const services::AuditEntry& entry)>& visit,
              const std::stop_token& /*stop*/) override {
        core_.auditQuery = query;
        for (const services::AuditEntry& entry : core_.auditEntries)
            visit(entry);
    }
    [[nodiscard]] services::AuditVerifyReport verify(const services::AuditVerifyRequest& request,
                                                     const std::stop_token& /*stop*/) override {
        core_.auditVerify.signer = request.signer;
        core_.auditVerify.repositories.clear();
        for (const services::RepositoryAccess& repository : request.repositories) {
            core_.auditVerify.repositories.emplace_back().location = repository.location;
        }
        return core_.auditReport;
    }
    services::AuditCheckpoint checkpoint(const services::RepositoryAccess& repository,
                                         const std::stop_token& /*stop*/) override {
        core_.access.location = repository.location;
        return core_.auditCheckpoint;
    }
    [[nodiscard]] std::string folder() const override { return "/state/audit"; }

  private:
    FakeCore& core_;
};

class FakeConfigurationBackups final : public services::ConfigurationBackups {
  public:
    explicit FakeConfigurationBackups(FakeCore& core) : core_{core} {}

    services::KeepResult keep(const services::RepositoryAccess& repository,
                              const std::stop_token& /*stop*/) override {
        core_.access.location = repository.location;
        return core_.keepResult;
    }
    [[nodiscard]] std::vector<services::KeptConfiguration> list(
        const services::RepositoryAccess& repository, const std::stop_token& /*stop*/) override {
        core_.access.location = repository.location;
        return core_.keptConfigurations;
    }
    services::RecoveredConfiguration recover(const services::ConfigurationRecovery& request,
                                             const std::stop_token& /*stop*/) override {
        core_.configurationRecovery = request;
        return core_.recoveredConfiguration;
    }

  private:
    FakeCore& core_;
};

class FakePlugins final : public services::Plugins {
  public:
    explicit FakePlugins(FakeCore& core) : core_{core} {}

    [[nodiscard]] std::vector<services::Plugin> list() override { return core_.plugins; }
    [[nodiscard]] services::Plugin load(const std::string& name) override {
        note("load " + name);
        return core_.plugins.at(0);
    }
    void enable(const std::string& name) override { note("enable " + name); }
    void disable(const std::string& name) override { note("disable " + name); }
    [[nodiscard]] std::string create(const services::NewPlugin& wanted) override {
        note("create " + wanted.name);
        core_.newPlugin = wanted;
        return "/plugins/" + wanted.name;
    }
    [[nodiscard]] std::size_t test(const services::PluginUse& use,
                                   const services::PluginCheckListener& listener,
                                   const std::stop_token& /*stop*/) override {
        note("test " + use.name);
        core_.pluginUse = use;
        std::size_t failed = 0;
        for (const services::PluginCheck& check : core_.pluginChecks) {
            listener(check);
            if (!check.problem.empty()) ++failed;
        }
        return failed;
    }
    [[nodiscard]] Secret secret(const services::PluginUse& use,
                                const std::stop_token& /*stop*/) override {
        note("secret " + use.name);
        core_.pluginUse = use;
        return Secret::fromText("the secret");
    }

  private:
    void note(const std::string& call) {
        ++core_.callCount;
        core_.pluginCall = call;
        core_.onCall();
    }

    FakeCore& core_;
};

}  // namespace

Variables usualVariables() {
    return {{"RESTIC_REPOSITORY", "/repository"}, {"RESTIC_PASSWORD", "secret"}};
}

CliResult runFakeCli(FakeCore& core,
                     const std::vector<std::string>& arguments,
                     const Variables& variables) {
    FakeConsole console;
    return runFakeCli(core, arguments, variables, console);
}

CliResult runFakeCli(FakeCore& core,
                     const std::vector<std::string>& arguments,
                     const Variables& variables,
                     FakeConsole& console) {
    FakeRepositories repositories{core};
    FakeKeys keys{core};
    FakeCaches caches{core};
    FakeChecks checks{core};
    FakeRepairs repairs{core};
    FakeMigrations migrations{core};
    FakeCopies copies{core};
    FakeMoves moves{core};
    FakeRewrites rewrites{core};
    FakeForgets forgets{core};
    FakeTags tags{core};
    FakePrunes prunes{core};
    FakeBackups backups{core};
    FakeRestores restores{core};
    FakeReplacements replacements{core};
    FakeBrowsing browsing{core};
    FakeDumps dumps{core};
    FakeComparisons comparisons{core};
    FakeSearches searches{core};
    FakeStatistics statistics{core};
    FakeMounts mounts{core};
    FakeTransfers transfers{core};
    FakePlugins plugins{core};
    FakeAudits audits{core};
    FakeConfigurationBackups configurationBackups{core};
    const SystemClock systemClock;
    SystemRandom random;
    const auto catalog = services::makeCatalogAccess(
        systemClock, random, core.catalogPlace.empty() ? ":memory:" : core.catalogPlace);
    const services::RepositoryRules rules{
        .settleLocation =
            [](const std::string& location) {
                if (location.starts_with("bad:"))
                    throw Error{ErrorKind::InvalidInput, "no storage is known"};
                return location;
            },
        .isSecretOption = [](const std::string& key) { return key == "plugin.p.token"; },
        .placeOf = core.placeOf};
    const auto named = services::makeNamedRepositories(*catalog, rules);
    const auto regionRules = services::makeRegionRules(*catalog, rules.placeOf);
    const auto groups = services::makePatternGroups(*catalog);
    const auto targets = services::makeTargets(*catalog, *groups, backups);
    const auto configurations = services::makeConfigurations(*catalog, rules);
    const auto history = services::makeHistory(*catalog);
    const auto metrics = services::makeMetrics(*catalog, systemClock);
    const auto reports = services::makeReports(*catalog, audits, systemClock, TimeZone::utc());
    SystemClock postClock;
    const plugins::PluginCatalog noPlugins{{}};
    const auto keeper = makeKernelKeyKeeper();
    const auto vault =
        services::makeVault({.file = core.vaultPlace, .keyCost = {.n = 1024}}, *keeper, random);
    const auto secrets = services::makeSecretSource(
        {.plugins = plugins, .vault = *vault, .variable = [](const std::string&) {
             return std::nullopt;
         }});
    const auto secretStore = services::makeSecretStore(*secrets, *vault, random);
    const services::UserWorld userWorld{
        .catalog = *catalog, .clock = systemClock, .random = random, .passwordCost = {.n = 1024}};
    const auto consents = services::makeConsents(*catalog, systemClock, "anna@here");
    const auto users = services::makeUsers(userWorld);
    const auto tokens = services::makeTokens(userWorld);
    const auto noTrail = services::makeAuditTrail({}, systemClock, random, {}, {});
    const auto privacy = services::makePrivacy(*catalog, *users, audits, *noTrail);
    const services::ChannelWorld world{.clock = postClock,
                                       .random = random,
                                       .plugins = noPlugins,
                                       .secrets = *secrets,
                                       .variable = [](const std::string&) { return std::nullopt; }};
    services::NoticePost post{*catalog,
                              postClock,
                              TimeZone::utc(),
                              [&world](const services::ChannelDefinition& channel) {
                                  return services::makeChannel(channel, world);
                              },
                              {}};
    const auto notifications = services::makeNotifications(*catalog, post, world, TimeZone::utc());
    const TimeZone zone = TimeZone::utc();
    const auto schedules = services::makeSchedules(*catalog, systemClock, zone);
    const auto retention = services::makeRetentionPolicies(*catalog, forgets);
    SystemClock runClock;
    const auto scheduledRuns = services::makeScheduledRuns({.catalog = *catalog,
                                                            .patternGroups = *groups,
                                                            .backups = backups,
                                                            .checks = checks,
                                                            .prunes = prunes,
                                                            .copies = copies,
                                                            .retention = *retention,
                                                            .audits = audits,
                                                            .clock = runClock,
                                                            .zone = zone,
                                                            .holds = [](auto) { return true; },
                                                            .notify = [](const auto&) {}});
    const Core services{.repositories = repositories,
                        .keys = keys,
                        .caches = caches,
                        .checks = checks,
                        .repairs = repairs,
                        .migrations = migrations,
                        .copies = copies,
                        .moves = moves,
                        .rewrites = rewrites,
                        .forgets = forgets,
                        .tags = tags,
                        .prunes = prunes,
                        .backups = backups,
                        .restores = restores,
                        .browsing = browsing,
                        .dumps = dumps,
                        .comparisons = comparisons,
                        .searches = searches,
                        .statistics = statistics,
                        .mounts = mounts,
                        .transfers = transfers,
                        .plugins = plugins,
                        .audits = audits,
                        .catalog = *catalog,
                        .namedRepositories = *named,
                        .regionRules = *regionRules,
                        .patternGroups = *groups,
                        .targets = *targets,
                        .configurations = *configurations,
                        .configurationBackups = configurationBackups,
                        .schedules = *schedules,
                        .retentionPolicies = *retention,
                        .scheduledRuns = *scheduledRuns,
                        .history = *history,
                        .reports = *reports,
                        .metrics = *metrics,
                        .notifications = *notifications,
                        .vault = *vault,
                        .secretStore = *secretStore,
                        .consents = *consents,
                        .users = *users,
                        .tokens = *tokens,
                        .privacy = *privacy,
                        .replacements = replacements};
    const Environment environment =
        [&variables](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    };
    const SystemClock clock;
    const int exitCode =
        runCli(arguments,
               {.core = services,
                .console = console,
                .environment = environment,
                .zone = zone,
                .clock = clock,
                .stop = {},
                .setPriority = [&core](ProcessPriority priority) { core.priority = priority; }});
    return {exitCode, console.output, console.errors};
}

}  // namespace tl::cli
