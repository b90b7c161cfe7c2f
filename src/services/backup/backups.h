// Making a snapshot of files.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/archive/archive_events.h"
#include "infra/engine/check/check_observer.h"
#include "infra/engine/format/snapshot.h"
#include "infra/platform/clock.h"
#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

/// A backup of one stream instead of files.
struct StreamSource {
    std::string filename = "stdin";  ///< Its path in the snapshot.
    std::vector<std::string>
        command;  ///< Whose output to save; empty: this process's standard input.
    std::optional<std::string> content{};  ///< Or this text, and nothing is read.
};

/// What runs around a backup of a target. A command is split into words as by splitCommandLine().
struct BackupHooks {
    std::string before{};   ///< When it fails, nothing is backed up.
    std::string after{};    ///< After a backup that made its snapshot; a failure is a warning.
    std::string onError{};  ///< After one that failed or was stopped.
    std::vector<std::string> plugins{};  ///< Of kind hook; told before-backup and after-backup.
    std::chrono::seconds timeMax = std::chrono::hours{1};  ///< Each command has this long.

    [[nodiscard]] bool isEmpty() const {
        return before.empty() && after.empty() && onError.empty() && plugins.empty();
    }
};

/// What is looked at again once a backup is done: the structure of the repository, the trees of the
/// new snapshot, and a share of the packs that the backup stored, which are read back.
struct BackupVerification {
    double readPercent = 100;  ///< 0: none is read; otherwise one at least.
};

struct BackupRequest {
    RepositoryAccess repository;
    std::string targetName;              ///< In the catalog, for the history; may be empty.
    std::vector<std::string> targets;    ///< As given, relative or absolute.
    std::vector<std::string> filesFrom;  ///< Files with a pattern a line; "-": standard input.
    std::vector<std::string> filesFromVerbatim;  ///< A path a line.
    std::vector<std::string> filesFromRaw;       ///< NUL after each path.
    std::vector<std::string> includes;  ///< Of files below targets, only what matches; empty: all.
    std::vector<std::string> includesIgnoringCase;
    std::vector<std::string> excludes;
    std::vector<std::string> excludesIgnoringCase;
    std::vector<std::string> excludeFiles;
    std::vector<std::string> excludeFilesIgnoringCase;
    std::vector<std::string> excludeIfPresent;  ///< `NAME[:HEADER]`.
    bool excludeCaches = false;
    std::optional<std::uint64_t> excludeLargerThan;  ///< Bytes.
    bool oneFileSystem = false;
    std::optional<StreamSource> stream;
    std::vector<std::string> tags;
    std::string host;              ///< Empty: this machine's name.
    std::optional<WallTime> time;  ///< Of the snapshot; nothing: now.
    std::string parent;            ///< A unique prefix or "latest"; empty: chosen by `groupBy`.
    GroupBy groupBy{.host = true, .paths = true, .tags = false};
    bool force = false;  ///< Read every file, whatever the parent says.
    bool ignoreInode = false;
    bool ignoreChangeTime = false;
    bool withAccessTime = false;
    bool skipIfUnchanged = false;
    bool dryRun = false;
    bool scan = true;                 ///< Count everything beforehand, for the progress.
    std::size_t readConcurrency = 0;  ///< Files read at once; 0: by the machine.
    std::optional<BackupVerification> verification{};
    BackupHooks hooks{};  ///< For makeHookedBackups().
};

using engine::BackupItem;
using engine::BackupPhase;
using engine::ItemAction;
using engine::ItemFailure;

struct ScanTotals {
    std::uint64_t files = 0;
    std::uint64_t directories = 0;
    std::uint64_t bytes = 0;
    std::chrono::nanoseconds duration{0};
};

struct BackupStatus {
    std::chrono::nanoseconds elapsed{0};
    std::optional<std::chrono::nanoseconds> remaining;
    std::uint64_t filesTotal = 0;  ///< Grows until the scan is done; 0 without a scan.
    std::uint64_t filesDone = 0;
    std::uint64_t bytesTotal = 0;
    std::uint64_t bytesDone = 0;
    std::uint64_t errorCount = 0;
    bool isScanFinished = false;
    std::vector<std::string> currentFiles;
};

/// What the look at a finished backup has shown.
struct VerificationReport {
    std::uint64_t errorCount = 0;  ///< Each was told as a finding.
    std::uint64_t packsRead = 0;
    std::vector<std::string> brokenPacks{};  ///< 64 hex digits each.
    std::string problem{};                   ///< Why it did not come to its end; empty: it did.

    [[nodiscard]] bool isSound() const { return errorCount == 0 && problem.empty(); }
};

struct BackupReport {
    engine::SnapshotSummary summary;
    std::optional<engine::SnapshotId>
        snapshot;  ///< Nothing after a dry run, or skipped as unchanged.
    std::optional<engine::SnapshotId> parent;
    std::uint64_t failureCount = 0;  ///< Items that could not be read: exit code 3.
    std::chrono::nanoseconds duration{0};
    bool isDryRun = false;
    std::optional<VerificationReport>
        verification{};                       ///< If one was asked for, and a snapshot made.
    std::vector<std::string> hookFailures{};  ///< Of hooks after the backup.

    /// Whether a snapshot that was looked at is not as it should be, or could not be looked at.
    [[nodiscard]] bool isUnsound() const { return verification && !verification->isSound(); }
};

/// Told what a backup does. **Threads:** calls may come from any thread, one at a time.
class BackupObserver {
  public:
    BackupObserver() = default;
    BackupObserver(const BackupObserver&) = delete;
    BackupObserver& operator=(const BackupObserver&) = delete;
    virtual ~BackupObserver() = default;

    /// How often onStatus is wanted; zero: never.
    [[nodiscard]] virtual std::chrono::milliseconds statusInterval() const = 0;
    /// Whether onItem is wanted: it costs a string an item.
    [[nodiscard]] virtual bool wantsItems() const = 0;
    /// The repository is open: its ID, and the snapshot that serves as parent.
    virtual void onOpened(const std::string& repositoryId,
                          const std::optional<engine::SnapshotId>& parent) = 0;
    virtual void onStatus(const BackupStatus& status) = 0;
    virtual void onScanFinished(const ScanTotals& totals) = 0;
    virtual void onItem(const BackupItem& item) = 0;
    virtual void onFailure(const ItemFailure& failure) = 0;
    /// Something worth telling that harms nothing.
    virtual void onWarning(const std::string& message) = 0;
    /// What a hook printed.
    virtual void onHookLine(const std::string& line) = 0;
    /// What a verification found.
    virtual void onFinding(const engine::Finding& finding) = 0;
};

class Backups {
  public:
    Backups() = default;
    Backups(const Backups&) = delete;
    Backups& operator=(const Backups&) = delete;
    virtual ~Backups() = default;

    /// **Errors:** InvalidInput for contradicting or malformed wishes, and for a snapshot that
    /// would be empty; NotFound when no target exists; and as Repositories. Cancelled leaves a
    /// valid repository without the snapshot and without our lock; what was stored is found again
    /// by the next run. What a verification finds, or what hinders it, is in the report.
    virtual BackupReport run(const BackupRequest& request,
                             BackupObserver& observer,
                             const std::stop_token& stop) = 0;
};

/// `context` must outlive the service.
[[nodiscard]] std::unique_ptr<Backups> makeBackups(const ServiceContext& context);

}  // namespace tl::services
