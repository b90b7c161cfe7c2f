// Tells a person or a script what a check finds.

#pragma once

#include <memory>

#include "services/repository/checks.h"
#include "ui/cli/command.h"

namespace tl::cli {

class CheckReporter : public services::CheckObserver {
  public:
    /// The last lines: what was found in all, and what to do about it.
    virtual void finish(const services::CheckReport& report) = 0;
    /// The same for a check that is part of something else: what to do about the findings, if
    /// there are any.
    virtual void finishPart() = 0;
};

/// In the form that the context asks for. Borrows it.
[[nodiscard]] std::unique_ptr<CheckReporter> makeCheckReporter(const Context& context);

}  // namespace tl::cli
