// What a restore tells while it runs: counters that anybody may read at any time, and events.

#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace tl::engine {

enum class RestoredAs : std::uint8_t { New, Updated, Unchanged, Deleted };

/// Told the events. **Threads:** called from any thread, also by several at once.
class RestoreListener {
  public:
    RestoreListener() = default;
    RestoreListener(const RestoreListener&) = delete;
    RestoreListener& operator=(const RestoreListener&) = delete;
    virtual ~RestoreListener() = default;

    /// Without items, no time is spent on making paths.
    [[nodiscard]] virtual bool wantsItems() const = 0;
    virtual void onItem(const std::string& path,
                        bool isFolder,
                        RestoredAs action,
                        std::uint64_t sizeBytes) = 0;
    /// `path` could not be restored, or not wholly; the rest goes on.
    virtual void onFailure(const std::string& path, const std::string& message) = 0;
};

/// Entries are files, folders, links and devices.
struct RestoreCounters {
    std::atomic<std::uint64_t> entriesTotal{0};
    std::atomic<std::uint64_t> entriesRestored{0};
    std::atomic<std::uint64_t> entriesSkipped{0};
    std::atomic<std::uint64_t> entriesDeleted{0};
    std::atomic<std::uint64_t> bytesTotal{0};
    std::atomic<std::uint64_t> bytesRestored{0};
    std::atomic<std::uint64_t> bytesSkipped{0};
    std::atomic<std::uint64_t> failures{0};
    std::atomic<std::uint64_t> filesVerified{0};
    // What an ordinary user may not do; no failures.
    std::atomic<std::uint64_t> ownersNotSet{0};
    std::atomic<std::uint64_t> attributesNotSet{0};
    std::atomic<std::uint64_t> devicesNotMade{0};
};

/// Counts, and passes events on. **Threads:** safe from any thread.
class RestoreProgress {
  public:
    /// `listener` must outlive the object.
    explicit RestoreProgress(RestoreListener& listener)
        : listener_{listener},
          wantsItems_{listener.wantsItems()} {}

    RestoreCounters counters;

    /// More to restore.
    void addTotal(std::uint64_t entries, std::uint64_t bytes) noexcept;
    [[nodiscard]] bool wantsItems() const noexcept { return wantsItems_; }
    void item(const std::string& path, bool isFolder, RestoredAs action, std::uint64_t sizeBytes);
    void fail(const std::string& path, const std::string& message);

  private:
    RestoreListener& listener_;
    const bool wantsItems_;
};

}  // namespace tl::engine
