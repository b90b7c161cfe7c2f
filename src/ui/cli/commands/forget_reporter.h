// What `tl forget` prints while it works.

#pragma once

#include <memory>

#include "services/repository/forgets.h"
#include "ui/cli/command.h"
#include "ui/cli/snapshot_table.h"

namespace tl::cli {

/// Keeps what is needed of its context, which must outlive it.
class ForgetReporter : public services::ForgetObserver {
  public:
    virtual void finish(const services::ForgetReport& report) = 0;
};

[[nodiscard]] std::unique_ptr<ForgetReporter> makeForgetTextReporter(
    const Context& context, const services::ForgetRequest& request, TableStyle style);
/// Format section 16.2, "forget".
[[nodiscard]] std::unique_ptr<ForgetReporter> makeForgetJsonReporter(const Context& context);

}  // namespace tl::cli
