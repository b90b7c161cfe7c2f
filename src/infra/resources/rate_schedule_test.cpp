#include "infra/resources/rate_schedule.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(RateSchedule, ReadsOneRateForAllTimes) {
    EXPECT_EQ(RateSchedule::parse("500").rateAt(hours{12}), 500U << 10U);
    EXPECT_EQ(RateSchedule::parse("500K").rateAt(hours{12}), 500U << 10U);
    EXPECT_EQ(RateSchedule::parse("2M").rateAt(hours{0}), 2U << 20U);
    EXPECT_EQ(RateSchedule::parse("1g").rateAt(hours{23}), 1U << 30U);
    EXPECT_EQ(RateSchedule::parse("0"), RateSchedule{});
}

TEST(RateSchedule, ReadsRatesByTheTimeOfDay) {
    const auto schedule = RateSchedule::parse("08:00-18:00=500,22:00-06:00=0,2M");
    EXPECT_EQ(schedule.rateAt(hours{8}), 500U << 10U);
    EXPECT_EQ(schedule.rateAt(hours{18}), 2U << 20U);
    EXPECT_EQ(schedule.rateAt(hours{23}), 0U);
    EXPECT_EQ(schedule.rateAt(hours{7}), 2U << 20U);
    EXPECT_EQ(RateSchedule::parse("08:00-18:00=500").rateAt(hours{20}), 0U);
}

TEST(RateSchedule, TheFirstOfOverlappingSpansCounts) {
    const auto schedule = RateSchedule::parse("12:00-13:00=1,08:00-18:00=2");
    EXPECT_EQ(schedule.rateAt(hours{12} + minutes{30}), 1024U);
    EXPECT_EQ(schedule.rateAt(hours{13}), 2048U);
}

TEST(RateSchedule, RefusesWhatIsNoRate) {
    for (const char* text : {"", "x", "-1", "5.5", "500,", ",500", "500,600", "8-18=500",
                             "08:00-18:00=", "08:00-18:00=x", "=5", "99999999999999999999",
                             "99999999999G", "5MM", "5 M"})
        EXPECT_THROW((void)RateSchedule::parse(text), Error) << text;
}

}  // namespace
}  // namespace tl
