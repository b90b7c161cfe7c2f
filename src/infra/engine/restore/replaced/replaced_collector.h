// What a section of a restore is about to replace: read from the plan and from the disk, before
// anything is done.

#pragma once

#include <optional>
#include <vector>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/restore/folder_opener.h"
#include "infra/engine/restore/replaced/replaced_entry.h"
#include "infra/engine/restore/restore_plan.h"
#include "infra/platform/directory.h"

namespace tl::engine {

struct CollectedEntry {
    FolderNumber folder = kTargetFolder;  ///< The folder that it is in; its own, where it stays.
    ReplacedEntry entry;                  ///< With the path below the target, as of the plan.
    /// The restore will do something to it for sure; otherwise it depends on what is found.
    bool isCertain = false;
};

/// The states of a plan's folders and entries for all that it may change.
struct CollectedSection {
    std::vector<CollectedEntry> entries;             ///< In the order of the restore.
    std::vector<std::optional<FileStatus>> folders;  ///< Nothing: it is yet to be made.
};

/// Borrows all. **Errors:** those of Directory.
[[nodiscard]] CollectedSection collectReplaced(const RestorePlan& plan,
                                               const BlobIndex& index,
                                               Directory& target);

}  // namespace tl::engine
