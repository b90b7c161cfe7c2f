// The options of `tl forget`: restic's, by the same names and letters.

#pragma once

#include <string>
#include <vector>

#include "services/repository/forgets.h"
#include "ui/cli/command.h"
#include "ui/cli/commands/prune_options.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

class ForgetOptions {
  public:
    void declare(OptionSet& options);
    /// What to forget; `ids` are the command's operands. **Errors:** InvalidInput.
    [[nodiscard]] services::ForgetRequest resolve(const std::vector<std::string>& ids,
                                                  const Context& context) const;
    [[nodiscard]] bool isCompact() const noexcept { return isCompact_; }

  private:
    void declareCounts(OptionSet& options);
    void declareWithin(OptionSet& options);

    services::ForgetRequest request_;
    SnapshotFilterOptions filter_;
    PruneOptionValues pruneValues_;
    bool isPruning_ = false;
    bool isCompact_ = false;
};

}  // namespace tl::cli
