// The units of systemd for schedules, as files.

#pragma once

#include <string>
#include <vector>

#include "services/policy/systemd_units.h"
#include "ui/cli/command.h"

namespace tl::cli {

/// Of the schedules with these names. `program` is the tl that they run; empty: this one.
/// **Errors:** InvalidInput for a path that is not absolute; as Schedules.
[[nodiscard]] std::vector<services::UnitFile> unitsOf(const std::vector<std::string>& schedules,
                                                      const std::string& program,
                                                      const Context& context);

/// Writes them, in place of those that are there, and makes the folder if need be.
void writeUnits(const std::vector<services::UnitFile>& files, const std::string& folder);

}  // namespace tl::cli
