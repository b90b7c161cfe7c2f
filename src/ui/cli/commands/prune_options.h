// The options of `prune` that `forget --prune` has, too.

#pragma once

#include <string>

#include "services/repository/prunes.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

class PruneOptionValues {
  public:
    /// The options write into this object, which must outlive the set.
    void declare(OptionSet& options);
    /// **Errors:** InvalidInput.
    [[nodiscard]] services::PruneOptions resolve() const;

  private:
    std::string maxUnused_ = "5%";
    std::string maxRepackSize_;
    std::string smallerThan_;
    bool isCacheableOnly_ = false;
    bool repacksSmall_ = false;
    bool repacksUncompressed_ = false;
};

}  // namespace tl::cli
