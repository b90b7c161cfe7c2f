// The options that describe a schedule.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/policy/schedules.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

class ScheduleOptions {
  public:
    void declare(OptionSet& options);

    /// Puts what was given into `schedule`. **Errors:** InvalidInput.
    void apply(services::ScheduleDefinition& schedule) const;

  private:
    std::optional<std::string> description_;
    std::optional<std::string> window_;
    std::vector<std::string> conditions_;
    std::vector<std::string> settings_;
    std::optional<std::int64_t> retryCount_;
    std::optional<bool> skipsMissed_;
    std::optional<bool> isPaused_;
};

}  // namespace tl::cli
