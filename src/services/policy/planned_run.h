// The runs of a schedule: when each is due, when it may begin, and which of them are owed.

#pragma once

#include <optional>
#include <string>

#include "services/policy/next_run.h"
#include "services/policy/schedule_rules.h"

namespace tl::services {

struct PlannedRun {
    Instant due{0};    ///< By the timing.
    Instant start{0};  ///< After jitter, within the window.
    bool operator==(const PlannedRun&) const = default;
};

/// Whose runs they are: jitter differs by both.
struct RunOwner {
    std::string machine{};
    std::string schedule{};
};

/// The first run that is due after `after`. Nothing when none comes in 60 years.
[[nodiscard]] std::optional<PlannedRun> nextPlanned(const ScheduleRules& rules,
                                                    const RunOwner& owner,
                                                    Instant after,
                                                    const TimeZone& zone);

/// Of all runs due after `settled` and by `now` the latest that may begin, or else the latest: the
/// one to make up for all.
[[nodiscard]] std::optional<PlannedRun> owedRun(const ScheduleRules& rules,
                                                const RunOwner& owner,
                                                Instant settled,
                                                Instant now,
                                                const TimeZone& zone);

/// Whether its time to begin has come and the window is open.
[[nodiscard]] bool mayBegin(const ScheduleRules& rules,
                            const PlannedRun& run,
                            Instant now,
                            const TimeZone& zone);

}  // namespace tl::services
