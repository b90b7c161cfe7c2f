// Planning what a restore removes: only what the patterns select, and a folder only when all that
// is in it goes, too.

#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "infra/engine/restore/restore_plan.h"
#include "infra/engine/restore/restore_selection.h"
#include "infra/platform/directory.h"

namespace tl::engine {

/// Adds to a plan. Borrows both.
class RemovalPlanner {
  public:
    RemovalPlanner(RestorePlan& plan, const RestoreSelection& selection)
        : plan_{plan},
          selection_{selection} {}

    /// A folder of the plan, open, and its path.
    struct Place {
        const Directory& folder;
        FolderNumber number;
        std::string path;
    };

    /// Plans to remove all entries but those named `kept`. **Errors:** those of Directory.
    void planOthers(const Place& place, const std::unordered_set<std::string>& kept);

    /// Plans to clear the folder `name` away before anything is restored. False, and nothing is
    /// planned, when something in it must stay. **Errors:** those of Directory.
    [[nodiscard]] bool planClearance(const Place& place, const std::string& name);

  private:
    using Removals = std::vector<PlannedRemoval>;

    bool planRemoval(const Place& place, const std::string& name, Removals& removals);
    bool planEntries(const Place& place, const std::string& name, Removals& removals);

    RestorePlan& plan_;
    const RestoreSelection& selection_;
};

}  // namespace tl::engine
