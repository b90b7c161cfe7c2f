#include "infra/engine/filter/duration_text.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

using std::chrono::nanoseconds;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""ns;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""us;

TEST(CalendarDuration, ReadsNumbersWithUnits) {
    const auto duration = parseCalendarDuration("1y5m7d2h");
    EXPECT_EQ(duration, (CalendarDuration{.years = 1, .months = 5, .days = 7, .hours = 2}));
    EXPECT_EQ(parseCalendarDuration(" 2h1y "),
              (CalendarDuration{.years = 1, .months = 0, .days = 0, .hours = 2}));
    EXPECT_EQ(parseCalendarDuration("1d2d"),
              (CalendarDuration{.years = 0, .months = 0, .days = 2}));
    EXPECT_TRUE(parseCalendarDuration("-3d").value().hasNegativePart());
    EXPECT_TRUE(parseCalendarDuration("").value().isZero());
}

TEST(CalendarDuration, RefusesTheRest) {
    for (const auto* text : {"1", "d", "1w", "1y 2d", "--1d", "+1d", "1.5d", "99999999999d"})
        EXPECT_FALSE(parseCalendarDuration(text)) << text;
}

TEST(CalendarDuration, PrintsWhatItReads) {
    for (const auto* text : {"1y5m7d2h", "37h", "-3d", ""})
        EXPECT_EQ(toText(parseCalendarDuration(text).value()), text);
}

TEST(ClockDuration, ReadsWhatGoReads) {
    EXPECT_EQ(parseClockDuration("0"), 0ns);
    EXPECT_EQ(parseClockDuration("5m"), 5min);
    EXPECT_EQ(parseClockDuration("1h30m"), 1h + 30min);
    EXPECT_EQ(parseClockDuration("1.5h"), 90min);
    EXPECT_EQ(parseClockDuration(".5s"), 500ms);
    EXPECT_EQ(parseClockDuration("5.s"), 5s);
    EXPECT_EQ(parseClockDuration("-1m2.000000001s"), -(62s + 1ns));
    EXPECT_EQ(parseClockDuration("+3us4µs5μs"), 12us);
    EXPECT_EQ(parseClockDuration("0.3333333333333333333h"), 20min);
    EXPECT_EQ(parseClockDuration("9223372036854775807ns"), nanoseconds::max());
}

TEST(ClockDuration, RefusesTheRest) {
    for (const auto* text : {"", "-", "+", "5", "m", ".s", "1h-3m", "1d", "1 h", " 1h", "1h ",
                             "3000000h", "9223372036854775808ns", "99999999999999999999s", "1..5s"})
        EXPECT_FALSE(parseClockDuration(text)) << text;
}

}  // namespace
}  // namespace tl::engine
