// When a timing comes next in a zone whose clocks may change: pure functions of the timing, a
// moment and the zone (docs/decisions/0025-schedules.md).
//
// A rule with chosen hours comes at the first moment at which a clock on the wall shows its time or
// a later one. That one sentence covers the hour that is left out, the hour that comes twice, and
// days that are left out: no run is lost, none comes twice, none overtakes another. A rule for all
// hours follows the hours that pass instead, as it would else be late in the hour that comes twice.

#pragma once

#include <chrono>
#include <optional>

#include "infra/platform/time_zone.h"
#include "infra/resources/time_of_day.h"
#include "services/policy/timing.h"

namespace tl::services {

/// Since 1970-01-01T00:00:00Z.
using Instant = std::chrono::seconds;

/// The first run after `after`. Nothing when none comes in 60 years.
[[nodiscard]] std::optional<Instant> nextRun(const Timing& timing,
                                             Instant after,
                                             const TimeZone& zone);

/// The last run after `after` and not after `until`.
[[nodiscard]] std::optional<Instant> latestRun(const Timing& timing,
                                               Instant after,
                                               Instant until,
                                               const TimeZone& zone);

/// `time` if the span contains it, else the next moment at which the span begins.
[[nodiscard]] Instant withinSpan(const DaySpan& span, Instant time, const TimeZone& zone);

}  // namespace tl::services
