// Bringing files back.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "services/repository/repository_access.h"
#include "services/repository/service_context.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

enum class OverwriteMode : std::uint8_t {
    Always,     ///< Existing files are made equal, blob by blob.
    IfChanged,  ///< As Always, but equal size and modification time count as equal content.
    IfNewer,    ///< Only where the snapshot's file is newer.
    Never,
};

/// "always", "if-changed", "if-newer", "never".
[[nodiscard]] std::optional<OverwriteMode> parseOverwriteMode(std::string_view name) noexcept;

struct RestoreRequest {
    RepositoryAccess repository;
    std::string snapshot;   ///< `ID`, `latest`, or either with `:folder`.
    SnapshotFilter filter;  ///< For `latest`.
    std::string target;     ///< Folder; made when missing. Empty with `inPlace`.
    std::vector<std::string> includes;
    std::vector<std::string> includesIgnoringCase;
    std::vector<std::string> includeFiles;
    std::vector<std::string> includeFilesIgnoringCase;
    std::vector<std::string> excludes;
    std::vector<std::string> excludesIgnoringCase;
    std::vector<std::string> excludeFiles;
    std::vector<std::string> excludeFilesIgnoringCase;
    std::vector<std::string> includeAttributes;  ///< Patterns of extended attributes' names.
    std::vector<std::string> excludeAttributes;
    OverwriteMode overwrite = OverwriteMode::Always;
    bool deleteExtra = false;  ///< Remove what the snapshot does not have.
    bool dryRun = false;
    bool sparse = false;
    bool verify = false;  ///< Read everything again and compare.
    bool ownershipByName = false;
    bool inPlace = false;       ///< To where the snapshot, or the folder in it, was.
    bool keepReplaced = false;  ///< So that it can be taken back (Replacements).
};

enum class RestoreAction : std::uint8_t { Restored, Updated, Unchanged, Deleted };

struct RestoreItem {
    std::string path;  ///< Below the target, with a leading slash; folders without a closing one.
    bool isDirectory = false;
    RestoreAction action = RestoreAction::Restored;
    std::uint64_t size = 0;  ///< Bytes.
};

struct RestoreStatus {
    std::chrono::nanoseconds elapsed{0};
    std::optional<std::chrono::nanoseconds> remaining;
    std::uint64_t filesTotal = 0;  ///< Files, folders, links and devices.
    std::uint64_t filesRestored = 0;
    std::uint64_t filesSkipped = 0;
    std::uint64_t filesDeleted = 0;
    std::uint64_t bytesTotal = 0;
    std::uint64_t bytesRestored = 0;
    std::uint64_t bytesSkipped = 0;
};

/// What a restore would do to what is there. Files are all but folders.
struct RestorePreview {
    std::uint64_t newFiles = 0;
    std::uint64_t changedFiles = 0;    ///< There, and overwritten.
    std::uint64_t newerFiles = 0;      ///< Of those: modified later than in the snapshot.
    std::uint64_t unchangedFiles = 0;  ///< Equal, or left alone by the mode of overwriting.
    std::uint64_t deletedEntries = 0;  ///< Files and folders.
    std::uint64_t bytes = 0;           ///< Of the new and the changed files.
    // The first hundred of each, below the target.
    std::vector<std::string> newerPaths{};
    std::vector<std::string> deletedPaths{};
};

struct RestoreReport {
    RestoreStatus final;
    engine::SnapshotId snapshot;
    std::uint64_t failureCount = 0;
    std::uint64_t filesVerified = 0;
    /// What an ordinary user could not restore (owners, devices, …), in words; empty when nothing.
    std::vector<std::string> notices;
    std::optional<RestorePreview> preview{};  ///< Of a dry run.
    std::string target{};                     ///< Where it was restored to.
    /// Where what it replaced is kept; none when nothing was replaced.
    std::vector<std::string> keptFolders{};
};

/// Told what a restore does. **Threads:** calls may come from any thread, one at a time.
class RestoreObserver {
  public:
    RestoreObserver() = default;
    RestoreObserver(const RestoreObserver&) = delete;
    RestoreObserver& operator=(const RestoreObserver&) = delete;
    virtual ~RestoreObserver() = default;

    /// How often onStatus is wanted; zero: never.
    [[nodiscard]] virtual std::chrono::milliseconds statusInterval() const = 0;
    [[nodiscard]] virtual bool wantsItems() const = 0;
    /// The plan stands: what is restored to where.
    virtual void onStarted(const StoredSnapshot& snapshot, const std::string& target) = 0;
    virtual void onStatus(const RestoreStatus& status) = 0;
    virtual void onItem(const RestoreItem& item) = 0;
    /// One file, folder or attribute that could not be restored; the rest goes on.
    virtual void onFailure(const std::string& path, const std::string& message) = 0;
    virtual void onWarning(const std::string& message) = 0;
    /// What is replaced is kept in `folder`. Told before anything is, as an interruption makes it
    /// the more important. By default nothing is done with it: the report has all of them.
    virtual void onKept(const std::string& /*folder*/) {}
};

class Restores {
  public:
    Restores() = default;
    Restores(const Restores&) = delete;
    Restores& operator=(const Restores&) = delete;
    virtual ~Restores() = default;

    /// **Errors:** NotFound (snapshot, folder), InvalidInput, and as Repositories.
    virtual RestoreReport run(const RestoreRequest& request,
                              RestoreObserver& observer,
                              const std::stop_token& stop) = 0;
};

/// `context` must outlive the object.
[[nodiscard]] std::unique_ptr<Restores> makeRestores(const ServiceContext& context);

}  // namespace tl::services
