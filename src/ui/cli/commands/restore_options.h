// The options of `tl restore`, and the request they make.

#pragma once

#include <string>
#include <vector>

#include "services/recovery/restores.h"
#include "ui/cli/command.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

class RestoreOptions {
  public:
    void declare(OptionSet& options);

    /// **Errors:** InvalidInput.
    [[nodiscard]] services::RestoreRequest resolve(const std::string& snapshot,
                                                   const Context& context) const;

  private:
    void declarePlace(OptionSet& options);
    void checkPlace() const;
    void declarePatterns(OptionSet& options);
    void declareWays(OptionSet& options);

    bool keepReplaced_ = false;
    bool discardReplaced_ = false;
    services::RestoreRequest request_;  ///< What needs neither context nor a second look.
    SnapshotFilterOptions filter_;
};

}  // namespace tl::cli
