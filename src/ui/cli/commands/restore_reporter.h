// Tells how a restore goes: to a person, or as restic's JSON.

#pragma once

#include <memory>

#include "services/recovery/restores.h"
#include "ui/cli/command.h"

namespace tl::cli {

class RestoreReporter : public services::RestoreObserver {
  public:
    /// The restore is done.
    virtual void finish(const services::RestoreReport& report) = 0;
};

/// Both borrow what `context` holds.
[[nodiscard]] std::unique_ptr<RestoreReporter> makeRestoreTextReporter(const Context& context);
[[nodiscard]] std::unique_ptr<RestoreReporter> makeRestoreJsonReporter(const Context& context);

}  // namespace tl::cli
