// A core for tests: each service keeps what it was asked and answers what it was told to.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ui/cli/cli.h"
#include "ui/cli/fake_console.h"

namespace tl::cli {

/// What the services were asked last, what they answer, and how a call goes.
struct FakeCore {
    // Asked.
    services::RepositoryAccess access;
    services::InitRequest init;
    services::SnapshotQuery query;
    services::ObjectKind listed{};
    services::CatKind catKind{};
    std::string catId;
    services::UnlockScope unlockScope{};
    services::NewKey newKey;
    std::string removedKey;
    services::CacheQuery cacheQuery;
    bool isCacheRemovalAsked = false;
    services::CheckRequest check;
    services::IndexRepairRequest indexRepair;
    services::PacksRepairRequest packsRepair;
    services::SnapshotsRepairRequest snapshotsRepair;
    services::ConfigRepairRequest configRepair;
    services::RecoverRequest recovery;
    services::MigrationRequest migration;
    services::CopyRequest copy;
    services::MoveRequest move;
    services::RewriteRequest rewrite;
    services::ForgetRequest forget;
    services::TagRequest tag;
    services::PruneRequest prune;
    services::BackupRequest backup;
    services::RestoreRequest restore;
    std::vector<std::string> keptListing;
    std::string keptShown;
    services::UndoRequest undo;
    services::ConfirmRequest confirm;
    services::ListFilesRequest listing;
    services::DumpRequest dump;
    services::SnapshotComparison comparison;
    services::DiskComparison diskComparison;
    services::FindRequest find;
    services::HistoryRequest history;
    services::StatisticsRequest statistics;
    services::MountRequest mount;
    std::string pluginCall;  ///< "enable name"
    services::NewPlugin newPlugin;
    services::PluginUse pluginUse;
    services::AuditQuery auditQuery;
    services::AuditVerifyRequest auditVerify;
    services::ConfigurationRecovery configurationRecovery;
    ProcessPriority priority{};
    int callCount = 0;
    /// Of the real services over it: a file that stays from run to run. Empty: memory.
    std::string catalogPlace;
    std::string vaultPlace;  ///< The file of the real vault; empty: there is none.

    // Answered.
    std::function<void()> onCall = [] {};  ///< Throws, for a call that fails.
    services::InitResult initResult;
    std::vector<services::AuditEntry> auditEntries;
    services::AuditVerifyReport auditReport;
    services::AuditCheckpoint auditCheckpoint;
    std::vector<services::SnapshotGroup> groups;
    std::vector<std::string> problems;  ///< Of the listing of snapshots.
    std::vector<std::string> lines;
    std::string object;
    std::size_t unlockedCount = 0;
    std::vector<services::KeyInfo> keys;
    services::CacheList caches;
    std::function<services::CheckReport(services::CheckObserver&)> onCheck;
    std::function<void(services::RepairObserver&)> onRepair;  ///< Of any kind.
    services::IndexRepairSummary indexRepairSummary;
    services::PacksRepairSummary packsRepairSummary;
    services::SnapshotsRepairSummary snapshotsRepairSummary;
    services::RecoverSummary recoverSummary;
    std::vector<services::Migration> migrations;
    std::function<void(services::CheckObserver&)> onMigration;
    services::MigrationReport migrationReport;
    std::function<services::CopyReport(services::CopyObserver&)> onCopy;
    std::function<services::RewriteReport(services::RewriteObserver&)> onRewrite;
    std::function<services::ForgetReport(services::ForgetObserver&)> onForget;
    std::function<services::TagReport(services::TagObserver&)> onTag;
    std::function<services::PruneReport(services::PruneObserver&)> onPrune;
    std::function<services::BackupReport(services::BackupObserver&)> onBackup;
    std::function<services::RestoreReport(services::RestoreObserver&)> onRestore;
    std::vector<services::KeptRestore> keptRestores;
    std::vector<services::ReplacedName> replacedNames;
    std::function<services::UndoReport(services::UndoObserver&)> onUndo;
    services::ConfirmReport confirmReport;
    std::function<void(services::FileListener&)> onListing;
    std::function<engine::ComparisonFigures(services::ComparisonObserver&)> onComparison;
    std::function<void(services::FindObserver&)> onFind;
    std::vector<services::HostHistory> histories;
    services::StatisticsReport statisticsReport;
    services::MoveReport moveReport;
    services::KeepResult keepResult{};
    std::vector<services::KeptConfiguration> keptConfigurations;
    services::RecoveredConfiguration recoveredConfiguration;
    services::TransferFigures transfers;
    std::vector<services::Plugin> plugins;
    std::vector<services::PluginCheck> pluginChecks;
    services::PlaceReader placeOf;
};

/// The outcome of one run of the program.
struct CliResult {
    int exitCode = 0;
    std::string output;
    std::string errors;
};

using Variables = std::map<std::string, std::string>;

/// Variables that name a repository and its password.
[[nodiscard]] Variables usualVariables();

/// Runs the program over `core`, in UTC.
CliResult runFakeCli(FakeCore& core,
                     const std::vector<std::string>& arguments,
                     const Variables& variables = usualVariables());
CliResult runFakeCli(FakeCore& core,
                     const std::vector<std::string>& arguments,
                     const Variables& variables,
                     FakeConsole& console);

}  // namespace tl::cli
