// A repository's snapshots as a file system: folders by template above, the trees below.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "infra/engine/format/node.h"
#include "infra/engine/mount/content_cache.h"
#include "infra/engine/mount/mount_layout.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/platform/clock.h"
#include "infra/platform/mounted_files.h"

namespace tl::engine {

struct MountRules {
    MountTemplates templates;
    /// Everything belongs to root; else to whom it belonged.
    bool isOwnedByRoot = false;
    std::uint32_t userId = 0;  ///< Of the folders above the snapshots.
    std::uint32_t groupId = 0;
};

/// What a mount works with; borrows all of it.
struct MountSource {
    const Repository& repository;
    const Clock& clock;
    /// The snapshots to show, oldest first.
    std::function<std::vector<LoadedSnapshot>(const std::stop_token& stop)> loadSnapshots;
};

/// Looks for new snapshots when the folders above them are read, but not all the time.
/// **Threads:** all members may be called from any thread.
class MountedSnapshots final : public MountedFiles {
  public:
    /// Loads the snapshots and the index. `source` and `stop` must outlive the object.
    MountedSnapshots(const MountSource& source, MountRules rules, const std::stop_token& stop);
    ~MountedSnapshots() override;

    FileStatus status(const std::string& path, const std::stop_token& stop) override;
    void list(const std::string& path,
              const VisitEntry& visit,
              const std::stop_token& stop) override;
    std::unique_ptr<MountedFile> open(const std::string& path,
                                      const std::stop_token& stop) override;
    std::string readLink(const std::string& path, const std::stop_token& stop) override;
    std::vector<NamedAttribute> attributes(const std::string& path,
                                           const std::stop_token& stop) override;

  private:
    struct Shown;
    struct Place;
    class FolderCache;

    [[nodiscard]] std::shared_ptr<const Shown> current(const std::stop_token& stop);
    [[nodiscard]] Place find(const std::string& path, const std::stop_token& stop);
    [[nodiscard]] FileStatus statusOf(const Node& node) const;
    [[nodiscard]] FileStatus statusOfLayout(const Shown& shown, const LayoutEntry& entry) const;

    const MountSource& source_;
    const MountRules rules_;
    std::unique_ptr<FolderCache> folders_;
    std::mutex mutex_;  ///< Guards all below.
    std::shared_ptr<const Shown> shown_;
    std::chrono::nanoseconds lookedAt_{0};
    ContentCache contents_;
};

}  // namespace tl::engine
