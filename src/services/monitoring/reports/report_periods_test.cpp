#include "services/monitoring/reports/report_periods.h"

#include <gtest/gtest.h>

namespace tl::services {

namespace {

constexpr catalog::Microseconds kHour = 3600 * catalog::kSecond;
constexpr catalog::Microseconds kDay = 24 * kHour;

TEST(ReportPeriods, AreDaysWhereThereIsRoomForThem) {
    const ReportPeriods periods{10 * kDay + kHour, 13 * kDay, TimeZone::utc(), 31};
    EXPECT_EQ(periods.beginnings(),
              (std::vector<catalog::Microseconds>{10 * kDay, 11 * kDay, 12 * kDay}));
    EXPECT_EQ(periods.end(), 13 * kDay);
    EXPECT_EQ(periods.indexOf(10 * kDay + 1), 0U);
    EXPECT_EQ(periods.indexOf(11 * kDay), 1U);
    EXPECT_EQ(periods.indexOf(13 * kDay - 1), 2U);
    EXPECT_EQ(periods.indexOf(99 * kDay), 2U);
    EXPECT_EQ(periods.indexOf(0), 0U);
}

TEST(ReportPeriods, OfALongTimeHaveSeveralDays) {
    const ReportPeriods periods{0, 365 * kDay, TimeZone::utc(), 31};
    ASSERT_EQ(periods.beginnings().size(), 31U);
    EXPECT_EQ(periods.beginnings()[1] - periods.beginnings()[0], 12 * kDay);
    EXPECT_GE(periods.end(), 365 * kDay);
}

TEST(ReportPeriods, BeginAtTheMidnightOfTheZoneOnTheDaysItIsMoved) {
    const TimeZone zone = TimeZone::forSetting("Europe/Berlin");
    // 2026-03-28T23:00Z is midnight in Berlin; the next day has 23 hours, the one after 24.
    const catalog::Microseconds midnight = 1774738800 * catalog::kSecond;
    const ReportPeriods periods{midnight, midnight + 2 * kDay, zone, 31};
    ASSERT_EQ(periods.beginnings().size(), 3U);
    EXPECT_EQ(periods.beginnings()[0], midnight);
    EXPECT_EQ(periods.beginnings()[1], midnight + 23 * kHour);
    EXPECT_EQ(periods.beginnings()[2], midnight + 47 * kHour);
}

TEST(ReportPeriods, OfAnEmptyRangeIsOneDay) {
    const ReportPeriods periods{kDay, kDay, TimeZone::utc(), 31};
    EXPECT_EQ(periods.beginnings(), (std::vector<catalog::Microseconds>{kDay}));
}

}  // namespace

}  // namespace tl::services
