// Making the plan of a restore from a snapshot's trees and from what the target holds already.
//
// It is made and carried out in sections, so that memory does not grow with the snapshot: the walk
// over the trees halts when a section is full, and goes on when that is done. What later sections
// need of earlier ones goes with them: the folders that the walk is in, and the names of files that
// may have more of them. These folders get their metadata last.
//
// The trees are taken for the work of an enemy. An entry whose name could lead out of its folder,
// or that its folder has twice, is reported and left out: with a link `a` and a folder `a` in one
// tree, what is below the folder could be written through the link.

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/pack/blob_reader.h"
#include "infra/engine/restore/restore_plan.h"
#include "infra/engine/restore/restore_progress.h"
#include "infra/engine/restore/restore_selection.h"
#include "infra/platform/directory.h"
#include "infra/platform/users.h"

namespace tl::engine {

struct RestoreRules {
    OverwriteRule overwrite = OverwriteRule::Always;
    bool deleteExtra = false;  ///< Remove what the snapshot does not have.
    /// Paths below the target, "/" for itself, of folders that are only on the way: where they
    /// exist, they keep their metadata, and what else is in them.
    std::set<std::string> foldersPassed{};
};

/// What a planner works with; borrowed.
struct RestoreSource {
    BlobReader& reader;
    const BlobIndex& index;
    BlobId tree;  ///< Of the folder that is restored to the target.
};

/// When a section is full. An item is a file, folder, link or device, or a removal, and takes some
/// 300 bytes while the section is carried out; a blob, of which a large file may have many, 100.
/// What the trees in memory take comes on top.
struct SectionLimit {
    std::size_t items = 500'000;
    std::size_t blobs = 1'500'000;
};

/// Carries out a section, and returns the numbers of the files in it that could not be restored.
using SectionWork = std::function<std::vector<std::size_t>(const RestorePlan& section)>;

/// Plans how to make the folder `target` (nothing: it is yet to be made) like the source, and has
/// it carried out section by section; the last, or only one, may be empty. Itself it reads the
/// trees and the target's folders, and changes nothing. With `names`, owners go by their names
/// where this system knows them. What cannot be planned is told to `progress`, as is what the rules
/// leave as it is; the totals of `progress` grow from section to section, but for existing files,
/// which must be compared first. **Errors:** Unavailable, Cancelled; those of `carryOut`.
void planRestore(const RestoreSource& source,
                 std::optional<Directory> target,
                 const RestoreRules& rules,
                 const RestoreSelection& selection,
                 UserNames* names,
                 RestoreProgress& progress,
                 const SectionLimit& limit,
                 const SectionWork& carryOut,
                 const std::stop_token& stop);

}  // namespace tl::engine
