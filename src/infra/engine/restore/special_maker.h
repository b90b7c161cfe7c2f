// Making links, devices, fifos and further names, after the files that they may stand beside or
// name.

#pragma once

#include <cstddef>

#include "infra/engine/restore/file_tasks.h"
#include "infra/engine/restore/folder_opener.h"
#include "infra/engine/restore/replaced/replaced_entry.h"
#include "infra/engine/restore/restore_context.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

/// Reports what fails, and goes on. **Threads:** one at a time.
class SpecialMaker {
  public:
    /// Both must outlive the object.
    SpecialMaker(const RestoreContext& context, FileTasks& tasks);

    /// Of the plan, as the next.
    void makeSpecial(const PlannedSpecial& special);
    void makeHardLink(const PlannedHardLink& link);

  private:
    [[nodiscard]] static bool isThere(const PlannedSpecial& special, const NamedEntry& entry);
    /// Where the name is that another is linked to, and how it fared.
    [[nodiscard]] EarlierName nameOf(const LinkSource& source);
    static void make(const PlannedSpecial& special, const NamedEntry& entry);
    void link(const PlannedHardLink& link,
              FolderNumber sourceFolder,
              const std::string& sourceName);
    [[nodiscard]] ReplacedSlot slotOf(const PlannedSpecial& special) const;
    [[nodiscard]] ReplacedSlot slotOf(const PlannedHardLink& link) const;
    /// Makes room for something new.
    void clear(const NamedEntry& entry, FolderNumber folder, const ReplacedSlot& slot) const;
    void count(const std::string& path, Existing existing) const;

    const RestoreContext& context_;
    FileTasks& tasks_;
    FolderOpener folders_;
    FolderOpener sourceFolders_;  ///< Apart, as both folders of a link must be open at once.
    const bool isRoot_;
};

}  // namespace tl::engine
