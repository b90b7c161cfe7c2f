// What a running backup tells: counts, finished items, failures.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace tl::engine {

enum class ItemAction : std::uint8_t { New, Modified, Unchanged };

/// One file or folder that is done. Sizes in bytes.
struct BackupItem {
    std::string path;  ///< In the snapshot; folders without a closing slash.
    bool isDirectory = false;
    ItemAction action = ItemAction::New;
    std::chrono::nanoseconds duration{0};
    std::uint64_t dataSize = 0;  ///< Of new data blobs.
    std::uint64_t dataSizeInRepository = 0;
    std::uint64_t metadataSize = 0;  ///< Of new tree blobs.
    std::uint64_t metadataSizeInRepository = 0;
};

enum class BackupPhase : std::uint8_t { Scan, Archival };

struct ItemFailure {
    std::string path;
    BackupPhase during = BackupPhase::Archival;
    std::string message;
};

/// Counters that grow while a backup runs. **Threads:** any thread may read and add.
struct ArchiveCounters {
    std::atomic<std::uint64_t> filesNew = 0;
    std::atomic<std::uint64_t> filesChanged = 0;
    std::atomic<std::uint64_t> filesUnmodified = 0;
    std::atomic<std::uint64_t> directoriesNew = 0;
    std::atomic<std::uint64_t> directoriesChanged = 0;
    std::atomic<std::uint64_t> directoriesUnmodified = 0;
    std::atomic<std::uint64_t> dataBlobs = 0;   ///< New ones.
    std::atomic<std::uint64_t> treeBlobs = 0;   ///< New ones.
    std::atomic<std::uint64_t> bytesAdded = 0;  ///< Plaintext of new blobs.
    std::atomic<std::uint64_t> bytesAddedPacked = 0;
    std::atomic<std::uint64_t> files =
        0;  ///< Done, whether read or not; links and devices are none.
    std::atomic<std::uint64_t> bytes = 0;  ///< Of their content, growing while they are read.
    std::atomic<std::uint64_t> failures = 0;
};

/// **Threads:** calls come from any thread, several at once.
class ArchiveEvents {
  public:
    ArchiveEvents() = default;
    ArchiveEvents(const ArchiveEvents&) = delete;
    ArchiveEvents& operator=(const ArchiveEvents&) = delete;
    virtual ~ArchiveEvents() = default;

    /// Whether onItem is wanted: it costs a string an item.
    [[nodiscard]] virtual bool wantsItems() const = 0;
    virtual void onItem(BackupItem&& item) = 0;
    virtual void onFailure(ItemFailure&& failure) = 0;
    /// Something worth telling that harms nothing.
    virtual void onWarning(const std::string& message) = 0;
    /// A file is being read, until it is done; `path` in the snapshot.
    virtual void onFileStarted(const std::string& path) = 0;
    virtual void onFileDone(const std::string& path) = 0;
};

}  // namespace tl::engine
