#include "infra/engine/retention/calendar.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

std::string before(const char* time, const char* duration, const TimeZone& zone = TimeZone::utc()) {
    return formatTimestamp(
        subtract(parseTimestamp(time).value(), parseCalendarDuration(duration).value(), zone));
}

TEST(IsoWeek, FollowsTheStandardsExamples) {
    EXPECT_EQ(isoWeekOf({.year = 1977, .month = 1, .day = 1}), (IsoWeek{1976, 53}));
    EXPECT_EQ(isoWeekOf({.year = 1978, .month = 1, .day = 1}), (IsoWeek{1977, 52}));
    EXPECT_EQ(isoWeekOf({.year = 1978, .month = 1, .day = 2}), (IsoWeek{1978, 1}));
    EXPECT_EQ(isoWeekOf({.year = 1979, .month = 12, .day = 31}), (IsoWeek{1980, 1}));
    EXPECT_EQ(isoWeekOf({.year = 2008, .month = 12, .day = 28}), (IsoWeek{2008, 52}));
    EXPECT_EQ(isoWeekOf({.year = 2008, .month = 12, .day = 29}), (IsoWeek{2009, 1}));
    EXPECT_EQ(isoWeekOf({.year = 2010, .month = 1, .day = 3}), (IsoWeek{2009, 53}));
}

/// From Monday to Monday, over leap years and before 1970: the week changes then and only then.
TEST(IsoWeek, ChangesOnMondays) {
    using std::chrono::sys_days;
    const sys_days end = sys_days{std::chrono::year{2032} / 1 / 1};
    IsoWeek last;
    for (sys_days day = sys_days{std::chrono::year{1960} / 1 / 4}; day < end;
         day += std::chrono::days{1}) {
        const std::chrono::year_month_day date{day};
        const IsoWeek week = isoWeekOf({.year = static_cast<int>(date.year()),
                                        .month = static_cast<int>(unsigned{date.month()}),
                                        .day = static_cast<int>(unsigned{date.day()})});
        const bool isMonday = std::chrono::weekday{day} == std::chrono::Monday;
        ASSERT_EQ(week != last, isMonday) << week.year << " week " << week.week;
        ASSERT_GE(week.week, 1);
        ASSERT_LE(week.week, 53);
        last = week;
    }
}

TEST(CalendarSubtraction, CountsByTheCalendar) {
    EXPECT_EQ(before("2024-05-15T10:00:00.5Z", "1y2m3d4h"), "2023-03-12T06:00:00.5Z");
    EXPECT_EQ(before("2024-01-10T00:00:00Z", "1m"), "2023-12-10T00:00:00Z");
    EXPECT_EQ(before("2024-01-10T00:00:00Z", "25m"), "2021-12-10T00:00:00Z");
    EXPECT_EQ(before("2024-01-10T00:00:00Z", "10d"), "2023-12-31T00:00:00Z");
    EXPECT_EQ(before("2024-01-10T01:00:00+02:00", "2h"), "2024-01-09T23:00:00+02:00");
}

TEST(CalendarSubtraction, LetsDaysRollOver) {
    EXPECT_EQ(before("2023-03-31T00:00:00Z", "1m"), "2023-03-03T00:00:00Z");
    EXPECT_EQ(before("2024-03-31T00:00:00Z", "1m"), "2024-03-02T00:00:00Z");
    EXPECT_EQ(before("2024-02-29T00:00:00Z", "1y"), "2023-03-01T00:00:00Z");
    EXPECT_EQ(before("2024-02-29T00:00:00Z", "4y"), "2020-02-29T00:00:00Z");
}

TEST(CalendarSubtraction, KeepsTheClocksReadingInTheMachinesZone) {
    const TimeZone berlin = TimeZone::forSetting("Europe/Berlin");
    // Clocks went forward on 31 March 2024.
    EXPECT_EQ(before("2024-04-01T12:00:00+02:00", "2d", berlin), "2024-03-30T12:00:00+01:00");
    // Hours are hours, whatever clocks show.
    EXPECT_EQ(before("2024-04-01T12:00:00+02:00", "48h", berlin), "2024-03-30T11:00:00+01:00");
    // 02:30 did not come on that day.
    EXPECT_EQ(before("2024-04-01T02:30:00+02:00", "1d", berlin), "2024-03-31T03:30:00+02:00");
    // 02:30 came twice on 27 October 2024.
    EXPECT_EQ(before("2024-10-28T02:30:00+01:00", "1d", berlin), "2024-10-27T02:30:00+01:00");
}

TEST(CalendarSubtraction, KeepsAnotherZonesOffset) {
    const TimeZone berlin = TimeZone::forSetting("Europe/Berlin");
    EXPECT_EQ(before("2024-04-01T12:00:00+03:00", "2d", berlin), "2024-03-30T12:00:00+03:00");
    EXPECT_EQ(before("2024-04-01T12:00:00+01:00", "2d", berlin), "2024-03-30T12:00:00+01:00");
    const TimeZone london = TimeZone::forSetting("Europe/London");
    EXPECT_EQ(before("2024-11-01T12:00:00Z", "7d", london), "2024-10-25T12:00:00Z")
        << "Go takes Z for UTC, not for London in winter";
}

TEST(CalendarSubtraction, TakesTheLongestDurations) {
    EXPECT_EQ(before("2024-05-15T10:00:00Z", "2147483647y"), "0000-05-15T10:00:00Z");
    EXPECT_EQ(before("2024-01-01T10:00:00Z", "2147483647m2147483647d2147483647h"),
              "0000-02-13T03:00:00Z");
}

}  // namespace
}  // namespace tl::engine
