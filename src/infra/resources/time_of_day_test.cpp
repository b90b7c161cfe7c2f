#include "infra/resources/time_of_day.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(DaySpan, HoldsItsBeginningAndNotItsEnd) {
    const DaySpan day = parseDaySpan("08:30-18:00").value();
    EXPECT_FALSE(day.contains(hours{8}));
    EXPECT_TRUE(day.contains(hours{8} + minutes{30}));
    EXPECT_TRUE(day.contains(hours{18} - seconds{1}));
    EXPECT_FALSE(day.contains(hours{18}));
}

TEST(DaySpan, MayGoOverMidnight) {
    const DaySpan night = parseDaySpan("22:00-06:00").value();
    EXPECT_TRUE(night.contains(hours{23}));
    EXPECT_TRUE(night.contains(hours{0}));
    EXPECT_TRUE(night.contains(hours{5}));
    EXPECT_FALSE(night.contains(hours{6}));
    EXPECT_FALSE(night.contains(hours{21}));
}

TEST(DaySpan, MayBeAWholeDay) {
    for (const char* text : {"00:00-24:00", "07:00-07:00"}) {
        const DaySpan day = parseDaySpan(text).value();
        for (int hour = 0; hour < 24; ++hour)
            EXPECT_TRUE(day.contains(hours{hour})) << text << ' ' << hour;
    }
}

TEST(DaySpan, RefusesWhatIsNoSpan) {
    for (const char* text : {"", "-", "8:00-18:00", "08:00", "08:00-", "08:60-09:00", "25:00-26:00",
                             "24:01-06:00", "08.00-18.00", "08:00-18:00 ", "08:00--8:00"})
        EXPECT_FALSE(parseDaySpan(text).has_value()) << text;
}

TEST(DaySpan, IsWrittenAsItIsRead) {
    EXPECT_EQ(toText(parseDaySpan("08:05-24:00").value()), "08:05-24:00");
}

TEST(TimeOfDay, IsTheZones) {
    const TimeZone zone = TimeZone::forSetting("Asia/Singapore");
    EXPECT_EQ(sinceMidnight({.seconds = 0, .nanoseconds = 0}, zone), hours{8} - minutes{30});
    EXPECT_EQ(sinceMidnight({.seconds = -1, .nanoseconds = 0}, TimeZone::utc()),
              hours{24} - seconds{1});
}

}  // namespace
}  // namespace tl
