#include "services/policy/calendar_rule.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::services {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year_month_day;

/// On the wall.
WallSeconds at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
    const year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                              std::chrono::day{day}};
    return sys_days{date}.time_since_epoch() + hours{hour} + minutes{minute};
}

WallSeconds next(const char* rule, WallSeconds after) {
    return nextMatch(parseCalendarRule(rule), after).value();
}

std::string problemOf(const char* rule) {
    try {
        (void)parseCalendarRule(rule);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        return error.describe();
    }
    return "none";
}

TEST(CalendarRule, ComesAtItsTime) {
    EXPECT_EQ(next("30 2 * * *", at(2026, 1, 1)), at(2026, 1, 1, 2, 30));
    EXPECT_EQ(next("30 2 * * *", at(2026, 1, 1, 2, 30)), at(2026, 1, 2, 2, 30));
    EXPECT_EQ(next("*/20 * * * *", at(2026, 1, 1, 23, 41)), at(2026, 1, 2, 0, 0));
    EXPECT_EQ(next("0 4 1 1 *", at(2026, 1, 1, 4)), at(2027, 1, 1, 4));
    EXPECT_EQ(next("59 23 31 12 *", at(2025, 12, 31, 23, 59)), at(2026, 12, 31, 23, 59));
}

TEST(CalendarRule, ComesInLeapYearsOnly) {
    EXPECT_EQ(next("0 0 29 2 *", at(2026, 1, 1)), at(2028, 2, 29));
    EXPECT_EQ(next("0 0 29 2 *", at(2096, 3, 1)), at(2104, 2, 29));
}

TEST(CalendarRule, TakesNamesRangesStepsAndLists) {
    EXPECT_EQ(parseCalendarRule("0 0 * jan-MAR,December mon-Fri"),
              parseCalendarRule("0 0 * 1,2,3,12 1,2,3,4,5"));
    EXPECT_EQ(parseCalendarRule("0-20/10 */8 * * 7"), parseCalendarRule("0,10,20 0,8,16 * * 0"));
    EXPECT_EQ(parseCalendarRule("50/3 0 * * *"), parseCalendarRule("50,53,56,59 0 * * *"));
    EXPECT_EQ(parseCalendarRule("0 0 * * sat-sun"), parseCalendarRule("0 0 * * 6,0"));
    EXPECT_EQ(parseCalendarRule("0 0 * * 5-7"), parseCalendarRule("0 0 * * 5,6,0"));
    EXPECT_EQ(parseCalendarRule(" 0\t0  *  * * "), parseCalendarRule("0 0 * * *"));
}

TEST(CalendarRule, TakesEitherDayWhereBothAreChosen) {
    // The thirteenth, and Fridays: 2 January 2026 is one.
    EXPECT_EQ(next("0 0 13 * fri", at(2026, 1, 1)), at(2026, 1, 2));
    EXPECT_EQ(next("0 0 13 * fri", at(2026, 1, 9)), at(2026, 1, 13));
    // What begins with a star is not chosen: then both must hold, as with Debian's cron.
    EXPECT_EQ(next("0 0 */12 * fri", at(2026, 1, 1)), at(2026, 2, 13));
}

TEST(CalendarRule, RefusesWhatIsNone) {
    EXPECT_NE(problemOf("").find("five fields"), std::string::npos);
    EXPECT_NE(problemOf("0 0 * *").find("five fields"), std::string::npos);
    EXPECT_NE(problemOf("0 0 * * * *").find("five fields"), std::string::npos);
    EXPECT_NE(problemOf("60 0 * * *").find("minute \"60\" is not between 0 and 59"),
              std::string::npos);
    EXPECT_NE(problemOf("0 24 * * *").find("hour"), std::string::npos);
    EXPECT_NE(problemOf("0 0 0 * *").find("day of the month"), std::string::npos);
    EXPECT_NE(problemOf("0 0 * 13 *").find("month"), std::string::npos);
    EXPECT_NE(problemOf("0 0 * * 8").find("day of the week"), std::string::npos);
    EXPECT_NE(problemOf("0 0 * ja *").find("no number or name"), std::string::npos);
    EXPECT_NE(problemOf("0 0 L * *").find("no number or name"), std::string::npos);
    EXPECT_NE(problemOf("0 20-6 * * *").find("ends before it begins"), std::string::npos);
    EXPECT_NE(problemOf("1,,2 0 * * *").find("between two commas"), std::string::npos);
    EXPECT_NE(problemOf("*/0 0 * * *").find("not between 1 and"), std::string::npos);
    EXPECT_NE(problemOf("1- 0 * * *").find("no number"), std::string::npos);
    EXPECT_NE(problemOf("99999999999999999999 0 * * *").find("no number"), std::string::npos);
    EXPECT_NE(problemOf("-1 0 * * *").find("no number"), std::string::npos);
}

TEST(CalendarRule, RefusesWhatNeverComes) {
    EXPECT_NE(problemOf("0 0 30 feb *").find("never comes"), std::string::npos);
    EXPECT_NE(problemOf("0 0 31 4,6,9,11 *").find("never comes"), std::string::npos);
    // A leap day that is a Monday comes every 28 years.
    EXPECT_EQ(next("0 0 */28 2 mon", at(2026, 2, 2)), at(2027, 2, 1));
}

}  // namespace

}  // namespace tl::services
