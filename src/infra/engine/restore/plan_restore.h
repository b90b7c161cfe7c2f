// Making the plan of a restore from a snapshot's trees and from what the target holds already.
//
// The trees are taken for the work of an enemy. An entry whose name could lead out of its folder,
// or that its folder has twice, is reported and left out: with a link `a` and a folder `a` in one
// tree, what is below the folder could be written through the link.

#pragma once

#include <optional>
#include <stop_token>

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
};

/// What a planner works with; borrowed.
struct RestoreSource {
    BlobReader& reader;
    const BlobIndex& index;
    BlobId tree;  ///< Of the folder that is restored to the target.
};

/// Plans how to make the folder `target` (nothing: it is yet to be made) like the source. Reads the
/// trees and the target's folders, changes nothing. With `names`, owners go by their names where
/// this system knows them. What cannot be planned is told to `progress`, as is what the rules leave
/// as it is; the totals of `progress` grow, but for existing files, which must be compared first.
/// **Errors:** Unavailable, Cancelled.
[[nodiscard]] RestorePlan planRestore(const RestoreSource& source,
                                      std::optional<Directory> target,
                                      const RestoreRules& rules,
                                      const RestoreSelection& selection,
                                      UserNames* names,
                                      RestoreProgress& progress,
                                      const std::stop_token& stop);

}  // namespace tl::engine
