// The options of `tl rewrite`: restic's, by the same names and letters.

#pragma once

#include <string>
#include <vector>

#include "services/repository/rewrites.h"
#include "ui/cli/command.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

class RewriteOptions {
  public:
    void declare(OptionSet& options);
    /// What to rewrite; `ids` are the command's operands. **Errors:** InvalidInput.
    [[nodiscard]] services::RewriteRequest resolve(const std::vector<std::string>& ids,
                                                   const Context& context) const;

  private:
    void declarePatterns(OptionSet& options);

    services::RewriteRequest request_;
    SnapshotFilterOptions filter_;
    std::string newTime_;
};

}  // namespace tl::cli
