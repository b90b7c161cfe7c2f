// Services that do nothing but say that they were reached: for tests of what stands before them.

#pragma once

#include "services/audit/audits.h"
#include "services/backup/backups.h"
#include "services/backup/targets.h"
#include "services/configuration/configuration_backups.h"
#include "services/configuration/configurations.h"
#include "services/monitoring/history.h"
#include "services/monitoring/metrics/metrics.h"
#include "services/monitoring/notices/notifications.h"
#include "services/monitoring/reports/reports.h"
#include "services/plugins/plugins.h"
#include "services/recovery/browsing.h"
#include "services/recovery/comparisons.h"
#include "services/recovery/dumps.h"
#include "services/recovery/mounts.h"
#include "services/recovery/replacements.h"
#include "services/recovery/restores.h"
#include "services/recovery/searches.h"
#include "services/recovery/statistics.h"
#include "services/repository/caches.h"
#include "services/repository/checks.h"
#include "services/repository/copies.h"
#include "services/repository/forgets.h"
#include "services/repository/keys.h"
#include "services/repository/migrations.h"
#include "services/repository/moves.h"
#include "services/repository/named_repositories.h"
#include "services/repository/prunes.h"
#include "services/repository/region_rules.h"
#include "services/repository/repairs.h"
#include "services/repository/repositories.h"
#include "services/repository/rewrites.h"
#include "services/repository/tags.h"
#include "services/repository/transfers.h"
#include "services/security/secret_store.h"
#include "services/security/users.h"
#include "services/security/vault.h"

namespace tl::services {

/// Thrown by every call.
struct Reached {};

class ReachedRepositories final : public Repositories {
  public:
    [[nodiscard]] InitResult init(const InitRequest&, const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] SnapshotListing snapshots(const RepositoryAccess&,
                                            const SnapshotQuery&,
                                            const std::stop_token&) override {
        throw Reached{};
    }
    void list(const RepositoryAccess&,
              ObjectKind,
              const std::function<void(const std::string& line)>&,
              const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] std::string cat(const RepositoryAccess&,
                                  CatKind,
                                  const std::string&,
                                  const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] std::size_t unlock(const RepositoryAccess&,
                                     UnlockScope,
                                     const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedKeys final : public Keys {
  public:
    [[nodiscard]] std::vector<KeyInfo> list(const RepositoryAccess&,
                                            const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] std::string add(const RepositoryAccess&,
                                  const NewKey&,
                                  const std::stop_token&) override {
        throw Reached{};
    }
    void remove(const RepositoryAccess&, const std::string&, const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] std::string changePassword(const RepositoryAccess&,
                                             const NewKey&,
                                             const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedCaches final : public Caches {
  public:
    [[nodiscard]] CacheList list(const CacheQuery&, const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] CacheList removeOld(const CacheQuery&, const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedChecks final : public Checks {
  public:
    [[nodiscard]] CheckReport check(const CheckRequest&,
                                    CheckObserver&,
                                    const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedRepairs final : public Repairs {
  public:
    [[nodiscard]] IndexRepairSummary repairIndex(const IndexRepairRequest&,
                                                 RepairObserver&,
                                                 const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] PacksRepairSummary repairPacks(const PacksRepairRequest&,
                                                 RepairObserver&,
                                                 const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] SnapshotsRepairSummary repairSnapshots(const SnapshotsRepairRequest&,
                                                         RepairObserver&,
                                                         const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] std::string repairConfig(const ConfigRepairRequest&,
                                           const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] RecoverSummary recover(const RecoverRequest&,
                                         RepairObserver&,
                                         const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedMigrations final : public Migrations {
  public:
    [[nodiscard]] std::vector<Migration> list(const RepositoryAccess&,
                                              const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] MigrationReport apply(const MigrationRequest&,
                                        CheckObserver&,
                                        const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedCopies final : public Copies {
  public:
    [[nodiscard]] CopyReport copy(const CopyRequest&,
                                  CopyObserver&,
                                  const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedMoves final : public Moves {
  public:
    [[nodiscard]] MoveReport move(const MoveRequest&,
                                  MoveObserver&,
                                  const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedRewrites final : public Rewrites {
  public:
    [[nodiscard]] RewriteReport rewrite(const RewriteRequest&,
                                        RewriteObserver&,
                                        const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedForgets final : public Forgets {
  public:
    [[nodiscard]] ForgetReport forget(const ForgetRequest&,
                                      ForgetObserver&,
                                      const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedTags final : public Tags {
  public:
    [[nodiscard]] TagReport change(const TagRequest&,
                                   TagObserver&,
                                   const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedPrunes final : public Prunes {
  public:
    [[nodiscard]] PruneReport prune(const PruneRequest&,
                                    PruneObserver&,
                                    const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedBackups final : public Backups {
  public:
    [[nodiscard]] BackupReport run(const BackupRequest&,
                                   BackupObserver&,
                                   const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedRestores final : public Restores {
  public:
    [[nodiscard]] RestoreReport run(const RestoreRequest&,
                                    RestoreObserver&,
                                    const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedReplacements final : public Replacements {
  public:
    [[nodiscard]] std::vector<KeptRestore> list(const std::vector<std::string>&) override {
        throw Reached{};
    }
    [[nodiscard]] std::vector<KeptRestore> show(const std::string&,
                                                const OnName&,
                                                const std::stop_token&) override {
        throw Reached{};
    }
    UndoReport undo(const UndoRequest&, UndoObserver&, const std::stop_token&) override {
        throw Reached{};
    }
    ConfirmReport confirm(const ConfirmRequest&, const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedBrowsing final : public Browsing {
  public:
    void listFiles(const ListFilesRequest&, FileListener&, const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedDumps final : public Dumps {
  public:
    void dump(const DumpRequest&, const engine::WriteBytes&, const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedComparisons final : public Comparisons {
  public:
    [[nodiscard]] engine::ComparisonFigures compareSnapshots(const SnapshotComparison&,
                                                             ComparisonObserver&,
                                                             const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] engine::ComparisonFigures compareWithDisk(const DiskComparison&,
                                                            ComparisonObserver&,
                                                            const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedSearches final : public Searches {
  public:
    void find(const FindRequest&, FindObserver&, const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] std::vector<HostHistory> history(const HistoryRequest&,
                                                   const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedStatistics final : public Statistics {
  public:
    [[nodiscard]] StatisticsReport count(const StatisticsRequest&,
                                         const OnStatisticsProgress&,
                                         const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedMounts final : public Mounts {
  public:
    void serve(const MountRequest&, const std::function<void()>&, const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedTransfers final : public Transfers {
  public:
    [[nodiscard]] TransferFigures figures() const override { throw Reached{}; }
};

class ReachedPlugins final : public Plugins {
  public:
    [[nodiscard]] std::vector<Plugin> list() override { throw Reached{}; }
    [[nodiscard]] Plugin load(const std::string&) override { throw Reached{}; }
    void enable(const std::string&) override { throw Reached{}; }
    void disable(const std::string&) override { throw Reached{}; }
    [[nodiscard]] std::string create(const NewPlugin&) override { throw Reached{}; }
    [[nodiscard]] std::size_t test(const PluginUse&,
                                   const PluginCheckListener&,
                                   const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] Secret secret(const PluginUse&, const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedAudits final : public Audits {
  public:
    void list(const AuditQuery&,
              const std::function<void(const AuditEntry& entry)>&,
              const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] AuditVerifyReport verify(const AuditVerifyRequest&,
                                           const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] AuditCheckpoint checkpoint(const RepositoryAccess&,
                                             const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] std::string folder() const override { throw Reached{}; }
};

class ReachedNamedRepositories final : public NamedRepositories {
  public:
    [[nodiscard]] std::vector<NamedRepository> list() override { throw Reached{}; }
    [[nodiscard]] std::optional<RepositoryDefinition> find(const std::string&) override {
        throw Reached{};
    }
    [[nodiscard]] NamedRepository load(const std::string&) override { throw Reached{}; }
    [[nodiscard]] std::optional<RepositoryDefinition> findDefault() override { throw Reached{}; }
    void add(const RepositoryDefinition&) override { throw Reached{}; }
    void edit(const std::string&,
              const std::function<void(RepositoryDefinition& definition)>&) override {
        throw Reached{};
    }
    void remove(const std::string&) override { throw Reached{}; }
    void setDefault(const std::string&) override { throw Reached{}; }
    [[nodiscard]] RepositoryRecord record(const std::string&, std::size_t) override {
        throw Reached{};
    }
    void note(const StorageFigures&) override { throw Reached{}; }
};

class ReachedPatternGroups final : public PatternGroups {
  public:
    [[nodiscard]] std::vector<FoundPatternGroup> list() override { throw Reached{}; }
    [[nodiscard]] FoundPatternGroup load(const std::string&) override { throw Reached{}; }
    void add(const PatternGroup&) override { throw Reached{}; }
    void edit(const std::string&, const std::function<void(PatternGroup& group)>&) override {
        throw Reached{};
    }
    void remove(const std::string&) override { throw Reached{}; }
};

class ReachedTargets final : public Targets {
  public:
    [[nodiscard]] std::vector<TargetDefinition> list() override { throw Reached{}; }
    [[nodiscard]] TargetDefinition load(const std::string&) override { throw Reached{}; }
    [[nodiscard]] std::vector<TargetState> states(const std::string&) override { throw Reached{}; }
    void add(const TargetDefinition&) override { throw Reached{}; }
    void edit(const std::string&, const std::function<void(TargetDefinition& target)>&) override {
        throw Reached{};
    }
    void remove(const std::string&) override { throw Reached{}; }
    [[nodiscard]] std::vector<TargetOutcome> run(const TargetRun&,
                                                 const TargetWorld&,
                                                 const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedConfigurations final : public Configurations {
  public:
    [[nodiscard]] std::string exportAll() override { throw Reached{}; }
    [[nodiscard]] std::vector<ConfigurationChange> apply(const ConfigurationRequest&) override {
        throw Reached{};
    }
    void validate(const std::string&) override { throw Reached{}; }
};

class ReachedConfigurationBackups final : public ConfigurationBackups {
  public:
    KeepResult keep(const RepositoryAccess&, const std::stop_token&) override { throw Reached{}; }
    [[nodiscard]] std::vector<KeptConfiguration> list(const RepositoryAccess&,
                                                      const std::stop_token&) override {
        throw Reached{};
    }
    RecoveredConfiguration recover(const ConfigurationRecovery&, const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedSchedules final : public Schedules {
  public:
    [[nodiscard]] std::vector<ScheduleDefinition> list() override { throw Reached{}; }
    [[nodiscard]] ScheduleState load(const std::string&) override { throw Reached{}; }
    [[nodiscard]] std::vector<PlannedRun> upcoming(const std::string&, std::size_t) override {
        throw Reached{};
    }
    void add(const ScheduleDefinition&) override { throw Reached{}; }
    void edit(const std::string&,
              const std::function<void(ScheduleDefinition& schedule)>&) override {
        throw Reached{};
    }
    void remove(const std::string&) override { throw Reached{}; }
};

class ReachedRetentionPolicies final : public RetentionPolicies {
  public:
    [[nodiscard]] std::vector<RetentionDefinition> list() override { throw Reached{}; }
    [[nodiscard]] RetentionDefinition load(const std::string&) override { throw Reached{}; }
    void add(const RetentionDefinition&) override { throw Reached{}; }
    void edit(const std::string&,
              const std::function<void(RetentionDefinition& policy)>&) override {
        throw Reached{};
    }
    void remove(const std::string&) override { throw Reached{}; }
    RetentionReport apply(const RetentionRequest&,
                          ForgetObserver&,
                          const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedScheduledRuns final : public ScheduledRuns {
  public:
    void serve(const ServeSettings&, const std::stop_token&) override { throw Reached{}; }
    [[nodiscard]] std::vector<Operation> runNow(const std::string&,
                                                const RunWorld&,
                                                const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] std::string hindranceOf(const std::string&) override { throw Reached{}; }
};

class ReachedHistory final : public History {
  public:
    [[nodiscard]] std::vector<Operation> list(const OperationQuery&) override { throw Reached{}; }
    [[nodiscard]] OperationStory load(const std::string&) override { throw Reached{}; }
    [[nodiscard]] bool cancel(const std::string&) override { throw Reached{}; }
};

class ReachedReports final : public Reports {
  public:
    [[nodiscard]] ReportSection operations(const ReportRange&) override { throw Reached{}; }
    [[nodiscard]] ReportSection storage(const ReportRange&) override { throw Reached{}; }
    [[nodiscard]] ReportSection checks(const ReportRange&) override { throw Reached{}; }
    [[nodiscard]] ReportSection auditLog(const ReportRange&, const std::stop_token&) override {
        throw Reached{};
    }
};

class ReachedRegionRules final : public RegionRules {
  public:
    [[nodiscard]] RegionRule load() override { throw Reached{}; }
    void set(const RegionRule&) override { throw Reached{}; }
    [[nodiscard]] std::vector<RepositoryRegion> review() override { throw Reached{}; }
};

class ReachedMetrics final : public Metrics {
  public:
    [[nodiscard]] std::vector<MetricFamily> collect() override { throw Reached{}; }
};

class ReachedNotifications final : public Notifications {
  public:
    [[nodiscard]] std::vector<ChannelDefinition> list() override { throw Reached{}; }
    [[nodiscard]] ChannelDefinition load(const std::string&) override { throw Reached{}; }
    void add(const ChannelDefinition&) override { throw Reached{}; }
    void edit(const std::string&, const std::function<void(ChannelDefinition& channel)>&) override {
        throw Reached{};
    }
    void remove(const std::string&) override { throw Reached{}; }
    void test(const std::string&, NoticeEvent, const std::stop_token&) override { throw Reached{}; }
    void tell(const Notice&) override { throw Reached{}; }
    [[nodiscard]] std::size_t tellOverdue(std::chrono::seconds) override { throw Reached{}; }
};

class ReachedVault final : public Vault {
  public:
    void choosePassword(PasswordSource) override { throw Reached{}; }
    [[nodiscard]] VaultState state() override { throw Reached{}; }
    [[nodiscard]] std::string place() const override { throw Reached{}; }
    void create(const PasswordSource&, const std::stop_token&) override { throw Reached{}; }
    void unlock(std::chrono::seconds, const std::stop_token&) override { throw Reached{}; }
    [[nodiscard]] bool lock() override { throw Reached{}; }
    [[nodiscard]] std::vector<std::string> names(const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] Secret secret(const std::string&, Asking, const std::stop_token&) override {
        throw Reached{};
    }
    void set(const std::string&, const Secret&, const std::stop_token&) override {
        throw Reached{};
    }
    void remove(const std::string&, const std::stop_token&) override { throw Reached{}; }
    void changePassword(const PasswordSource&, const std::stop_token&) override { throw Reached{}; }
};

class ReachedSecretStore final : public SecretStore {
  public:
    void set(const SecretReference&, const Secret&, const std::stop_token&) override {
        throw Reached{};
    }
    void remove(const SecretReference&, const std::stop_token&) override { throw Reached{}; }
    void test(const SecretReference&, const std::stop_token&) override { throw Reached{}; }
    [[nodiscard]] Secret makeUp() override { throw Reached{}; }
};

class ReachedConsents final : public Consents {
  public:
    [[nodiscard]] std::optional<Consent> find() override { throw Reached{}; }
    void give(std::int64_t) override { throw Reached{}; }
};

class ReachedUsers final : public Users {
  public:
    [[nodiscard]] std::vector<UserDefinition> list() override { throw Reached{}; }
    [[nodiscard]] UserDefinition load(const std::string&) override { throw Reached{}; }
    void add(const UserDefinition&) override { throw Reached{}; }
    void edit(const std::string&, const std::function<void(UserDefinition& user)>&) override {
        throw Reached{};
    }
    void remove(const std::string&) override { throw Reached{}; }
    void setPassword(const std::string&, const Secret&) override { throw Reached{}; }
    [[nodiscard]] std::optional<UserDefinition> logIn(const std::string&, const Secret&) override {
        throw Reached{};
    }
};

class ReachedTokens final : public Tokens {
  public:
    [[nodiscard]] std::vector<TokenDefinition> list() override { throw Reached{}; }
    [[nodiscard]] Secret create(const NewToken&) override { throw Reached{}; }
    void remove(const std::string&) override { throw Reached{}; }
    [[nodiscard]] Caller authenticate(const Secret&) override { throw Reached{}; }
};

class ReachedPrivacy final : public Privacy {
  public:
    [[nodiscard]] PersonRecord collect(const std::string&, const std::stop_token&) override {
        throw Reached{};
    }
    [[nodiscard]] PersonErasure preview(const std::string&, const std::stop_token&) override {
        throw Reached{};
    }
    PersonErasure erase(const std::string&, const std::stop_token&) override { throw Reached{}; }
};

}  // namespace tl::services
