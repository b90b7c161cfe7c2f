// What a prune prints, as text or as restic's JSON (format section 16.2).

#pragma once

#include <memory>

#include "services/repository/prunes.h"
#include "ui/cli/command.h"

namespace tl::cli {

class PruneReporter : public services::PruneObserver {
  public:
    /// The prune is over.
    virtual void finish(const services::PruneReport& report) = 0;
};

/// Borrows `context`.
[[nodiscard]] std::unique_ptr<PruneReporter> makePruneReporter(const Context& context);

}  // namespace tl::cli
