// The timing of a schedule, as people write it: a preset, a cron expression or an interval
// (docs/decisions/0025-schedules.md).

#pragma once

#include <chrono>
#include <string_view>
#include <variant>

#include "services/policy/calendar_rule.h"

namespace tl::services {

/// At the multiples of a duration, counted from 1970 in UTC.
struct Interval {
    std::chrono::seconds length{0};  ///< Whole minutes, at least one.
    bool operator==(const Interval&) const = default;
};

using Timing = std::variant<CalendarRule, Interval>;

/// Reads
/// * `hourly [:MM]`, `daily [HH:MM]`, `weekdays [HH:MM]` (Monday to Friday), `weekly [DAY[,DAY…]]
///   [HH:MM]` (Sunday), `monthly [1…28] [HH:MM]` (the first), `yearly [HH:MM]` (1 January), each
///   at midnight unless told otherwise, with or without an `at` before the time, and with cron's
///   `@` before the word;
/// * a cron expression, as parseCalendarRule();
/// * `every N` with the unit m, h, d or w behind the number, up to a year.
/// **Errors:** InvalidInput, saying what is understood.
[[nodiscard]] Timing parseTiming(std::string_view text);

}  // namespace tl::services
