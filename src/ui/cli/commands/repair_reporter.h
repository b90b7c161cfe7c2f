// Tells a person or a script what a repair does.

#pragma once

#include <memory>

#include "services/repository/repairs.h"
#include "ui/cli/command.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

class RepairReporter : public services::RepairObserver {
  public:
    /// The last lines: `sentences` for a person, `summary` for a script, which gets
    /// `"message_type":"summary"` before it.
    virtual void finish(const std::vector<std::string>& sentences, const Json& summary) = 0;
};

/// In the form that the context asks for. Borrows it.
[[nodiscard]] std::unique_ptr<RepairReporter> makeRepairReporter(const Context& context);

}  // namespace tl::cli
