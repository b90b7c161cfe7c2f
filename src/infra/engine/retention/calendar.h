// Weeks, and going back in time by the calendar, as Go counts them: which snapshots a policy keeps
// hangs on it (format section 10.2).

#pragma once

#include <cstdint>

#include "infra/engine/filter/duration_text.h"
#include "infra/engine/format/timestamp.h"
#include "infra/platform/time_zone.h"

namespace tl::engine {

/// A week of ISO 8601: it begins on Monday, and belongs to the year that has its Thursday.
struct IsoWeek {
    std::int64_t year = 0;
    int week = 0;  ///< 1 to 53.
    bool operator==(const IsoWeek&) const = default;
};

/// The week that the date is in.
[[nodiscard]] IsoWeek isoWeekOf(const CivilTime& date) noexcept;

/// `time` less `duration`: years, months and days by the calendar, where days that the month does
/// not have roll over (a month before 31 March is 3 March), then the hours as 3600 seconds each.
/// The clock keeps its reading in `zone` when `time` is written with the offset that is in force
/// there; else in the offset it is written with.
/// **Source:** Go's time.AddDate and the zone that its JSON reader gives a time.
[[nodiscard]] Timestamp subtract(const Timestamp& time,
                                 const CalendarDuration& duration,
                                 const TimeZone& zone);

}  // namespace tl::engine
