// What a schedule may say, and what it says once read.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "infra/catalog/schedule_definition.h"
#include "infra/resources/time_of_day.h"
#include "services/policy/timing.h"

namespace tl::services {

enum class ScheduleAction : std::uint8_t { Backup, Check, Prune, Forget, Copy, Checkpoint };

/// What has to hold for a run to begin.
enum class RunCondition : std::uint8_t {
    MainsPower,  ///< The machine does not run on its battery.
    Unmetered,   ///< The network is not paid for by what goes over it.
    Idle,        ///< The processors have little to do.
};

[[nodiscard]] const char* nameOf(ScheduleAction action) noexcept;
/// Whether each machine has runs of its own to do, which no other can do for it: a checkpoint
/// vouches for the audit log of the machine that makes it.
[[nodiscard]] bool isOfEachMachine(ScheduleAction action) noexcept;
[[nodiscard]] const char* nameOf(RunCondition condition) noexcept;

/// A schedule as a value that can be computed with.
struct ScheduleRules {
    ScheduleAction action = ScheduleAction::Backup;
    Timing timing{};
    std::optional<DaySpan> window{};
    std::vector<RunCondition> conditions{};
    std::chrono::seconds jitter{0};  ///< A run is put off by less than this.
};

/// Reads all of it but the names of targets and repositories.
/// **Errors:** InvalidInput, saying what is wrong and what is understood.
[[nodiscard]] ScheduleRules parseSchedule(const catalog::ScheduleDefinition& schedule);

}  // namespace tl::services
