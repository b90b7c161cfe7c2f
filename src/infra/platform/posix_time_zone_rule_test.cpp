#include "infra/platform/posix_time_zone_rule.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

constexpr std::int64_t kJanuary2024 = 1704067200;
constexpr std::int64_t kJuly2024 = 1719792000;

std::int32_t offsetAt(std::string_view text, std::int64_t seconds) {
    const auto rule = PosixTimeZoneRule::parse(text);
    EXPECT_TRUE(rule) << text;
    return rule ? rule->rangeAt(seconds).offsetSeconds : -1;
}

TEST(PosixTimeZoneRule, StandardTimeAlone) {
    EXPECT_EQ(offsetAt("EST5", 0), -18000);
    EXPECT_EQ(offsetAt("<+0545>-5:45", 0), 20700);
    EXPECT_EQ(offsetAt("LMT+0:01:15", 0), -75);
}

TEST(PosixTimeZoneRule, SummerTime) {
    EXPECT_EQ(offsetAt("CET-1CEST,M3.5.0,M10.5.0/3", kJanuary2024), 3600);
    EXPECT_EQ(offsetAt("CET-1CEST,M3.5.0,M10.5.0/3", kJuly2024), 7200);
    EXPECT_EQ(offsetAt("EST5EDT", kJuly2024), -14400) << "dates of the United States";
}

TEST(PosixTimeZoneRule, SouthernSummerAndHalfHourShift) {
    constexpr std::string_view kLordHowe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
    EXPECT_EQ(offsetAt(kLordHowe, kJanuary2024), 39600);
    EXPECT_EQ(offsetAt(kLordHowe, kJuly2024), 37800);
}

TEST(PosixTimeZoneRule, DaylightTimeBehindStandardTime) {
    constexpr std::string_view kDublin = "IST-1GMT0,M10.5.0,M3.5.0/1";
    EXPECT_EQ(offsetAt(kDublin, kJanuary2024), 0);
    EXPECT_EQ(offsetAt(kDublin, kJuly2024), 3600);
}

TEST(PosixTimeZoneRule, TimesOutsideTheDay) {
    // Nuuk changes on the eve of the last Sunday of March, at 22:00 standard time.
    constexpr std::string_view kNuuk = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0";
    constexpr std::int64_t kChange = 1711846800;
    EXPECT_EQ(offsetAt(kNuuk, kChange - 1), -7200);
    EXPECT_EQ(offsetAt(kNuuk, kChange), -3600);
}

TEST(PosixTimeZoneRule, CountedDaysAndTheLeapDay) {
    constexpr std::int64_t kFirstOfMarch2024 = 1709251200;
    EXPECT_EQ(offsetAt("AAA0BBB,J60/0,J365", kFirstOfMarch2024 - 1), 0);
    EXPECT_EQ(offsetAt("AAA0BBB,J60/0,J365", kFirstOfMarch2024), 3600);
    EXPECT_EQ(offsetAt("AAA0BBB,60/0,364", kFirstOfMarch2024 - 1), 0);
    EXPECT_EQ(offsetAt("AAA0BBB,60/0,364", kFirstOfMarch2024), 3600);
}

TEST(PosixTimeZoneRule, RepeatsAfterFourHundredYears) {
    constexpr std::int64_t kCycle = INT64_C(146097) * 86400;
    const auto rule = PosixTimeZoneRule::parse("CET-1CEST,M3.5.0,M10.5.0/3");
    ASSERT_TRUE(rule);
    const OffsetRange now = rule->rangeAt(kJuly2024);
    const OffsetRange later = rule->rangeAt(kJuly2024 + 1000 * kCycle);
    EXPECT_EQ(later.begin - now.begin, 1000 * kCycle);
    EXPECT_EQ(later.end - now.end, 1000 * kCycle);
    EXPECT_EQ(rule->rangeAt(INT64_MAX).offsetSeconds,
              rule->rangeAt(INT64_C(1) << 62).offsetSeconds);
}

TEST(PosixTimeZoneRule, RefusesWhatIsNoRule) {
    for (const std::string_view text :
         {"", "CE", "CET", "CET-", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,",
          "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
          "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J365", "CET-1CEST,366,1", "<CET-1", "CET-169",
          "CET-1:60", "CET-1CEST,M3.5.0/,M10.5.0", "CET99999999999999999999"})
        EXPECT_FALSE(PosixTimeZoneRule::parse(text)) << text;
}

}  // namespace
}  // namespace tl
