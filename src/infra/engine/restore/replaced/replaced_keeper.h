// Keeps what a restore replaces, so that it can be taken back
// (docs/decisions/0030-way-back-of-a-restore.md).
//
// Before a section of a restore begins, the list of all that it may change is on the disk. What is
// in the way is then moved aside, never overwritten, and new files are written elsewhere and take
// their place when they are finished. So at each moment a name has what it had, or what the restore
// made whole, or nothing, and what it had is in the folder of the kept ones.

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/engine/restore/replaced/replaced_collector.h"
#include "infra/engine/restore/replaced/replaced_folder.h"
#include "infra/engine/restore/restore_plan.h"
#include "infra/platform/directory.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

/// For a whole restore. **Threads:** begin(), end() and finish() alone; the rest from any.
class ReplacedKeeper {
  public:
    /// Told the path of each folder that is made to keep things in.
    using OnFolder = std::function<void(const std::string& path)>;

    ReplacedKeeper(ReplacedAbout about, OnFolder onFolder);

    /// Writes down what the section may change. `plan` must live until end().
    /// **Errors:** ResourceExhausted, Unavailable and so on; nothing has been changed then.
    void begin(const RestorePlan& plan, const BlobIndex& index, Directory& target);
    /// The section is done.
    void end();
    /// The restore is over: what was made for it and was not needed goes. True when something is
    /// kept.
    [[nodiscard]] bool finish();

    /// For what may be changed in a folder. **Errors:** PermissionDenied where nothing can be kept,
    /// as no folder above may be written to.
    void require(FolderNumber folder) const;
    /// The folder in which files for `folder` are written. **Errors:** as require().
    [[nodiscard]] const Directory& staging(FolderNumber folder) const;
    /// Moves away what has the name; a folder only if it is empty. False when there was nothing.
    /// **Errors:** as require(), those of NamedEntry.
    bool moveAway(const NamedEntry& entry, FolderNumber folder, const ReplacedSlot& slot);
    /// Gives the finished file of the slot its place, from which what was there has been moved
    /// away.
    /// **Errors:** as moveAway(), AlreadyExists; then what had the place has it again.
    void place(const NamedEntry& entry, FolderNumber folder, const ReplacedSlot& slot);
    /// Something new was made.
    void noteMade() noexcept { isNeeded_ = true; }

  private:
    /// A folder to keep things in, for what is below its parent and on the same file system.
    struct Home {
        std::string parentPath;  ///< Below the target.
        std::uint64_t deviceId = 0;
        FileStatus parentBefore{};
        ReplacedFolder folder;
        SectionNumber section = 0;  ///< The last one with a list here.
        ReplacedList list{};        ///< Of the section that is beginning.
        std::optional<Directory> old{};
        std::optional<Directory> staged{};
    };
    using HomeNumber = std::size_t;
    class Housing;

    [[nodiscard]] Home& homeOf(FolderNumber folder) const;
    void addToList(CollectedEntry collected, Housing& housing);
    void writeList(Home& home);

    const ReplacedAbout about_;
    const OnFolder onFolder_;
    std::vector<std::unique_ptr<Home>> homes_;
    const RestorePlan* plan_ = nullptr;
    std::vector<std::optional<HomeNumber>> homeOfFolder_;  ///< In this section.
    std::atomic<bool> isNeeded_{false};
};

}  // namespace tl::engine
