#include "services/policy/timing.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::services {

namespace {

Timing cron(const char* rule) {
    return parseCalendarRule(rule);
}

std::string problemOf(const char* text) {
    try {
        (void)parseTiming(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        return error.describe();
    }
    return "none";
}

TEST(Timing, PresetsAreWaysToWriteCronExpressions) {
    EXPECT_EQ(parseTiming("hourly"), cron("0 * * * *"));
    EXPECT_EQ(parseTiming("hourly :15"), cron("15 * * * *"));
    EXPECT_EQ(parseTiming("daily"), cron("0 0 * * *"));
    EXPECT_EQ(parseTiming("daily 02:30"), cron("30 2 * * *"));
    EXPECT_EQ(parseTiming("Daily at 2:30"), cron("30 2 * * *"));
    EXPECT_EQ(parseTiming("weekdays 20:00"), cron("0 20 * * 1-5"));
    EXPECT_EQ(parseTiming("weekly"), cron("0 0 * * 0"));
    EXPECT_EQ(parseTiming("weekly mon,Thursday 03:05"), cron("5 3 * * 1,4"));
    EXPECT_EQ(parseTiming("monthly"), cron("0 0 1 * *"));
    EXPECT_EQ(parseTiming("monthly 15 at 04:00"), cron("0 4 15 * *"));
    EXPECT_EQ(parseTiming("yearly 12:00"), cron("0 12 1 1 *"));
    EXPECT_EQ(parseTiming("@daily"), cron("0 0 * * *"));
    EXPECT_EQ(parseTiming("@annually"), cron("0 0 1 1 *"));
}

TEST(Timing, FiveFieldsAreCrons) {
    EXPECT_EQ(parseTiming("*/5 0-6 * * sun"), cron("*/5 0-6 * * 0"));
    EXPECT_EQ(parseTiming("5 4 * * *"), cron("5 4 * * *"));
}

TEST(Timing, IntervalsHaveAUnit) {
    using std::chrono::days;
    using std::chrono::hours;
    using std::chrono::minutes;
    using std::chrono::weeks;
    EXPECT_EQ(parseTiming("every 90m"), (Timing{Interval{minutes{90}}}));
    EXPECT_EQ(parseTiming("every 6 h"), (Timing{Interval{hours{6}}}));
    EXPECT_EQ(parseTiming("@every 2d"), (Timing{Interval{days{2}}}));
    EXPECT_EQ(parseTiming("every 1w"), (Timing{Interval{weeks{1}}}));
}

TEST(Timing, RefusesTheRest) {
    EXPECT_NE(problemOf("").find("write a preset"), std::string::npos);
    EXPECT_NE(problemOf("sometimes").find("write a preset"), std::string::npos);
    EXPECT_NE(problemOf("@reboot").find("write a preset"), std::string::npos);
    EXPECT_NE(problemOf("daily 25:00").find("time of day"), std::string::npos);
    EXPECT_NE(problemOf("daily 2:3").find("time of day"), std::string::npos);
    EXPECT_NE(problemOf("daily 02:30 gladly").find("too many"), std::string::npos);
    EXPECT_NE(problemOf("daily gladly").find("too many"), std::string::npos);
    EXPECT_NE(problemOf("weekly someday").find("day of the week"), std::string::npos);
    EXPECT_NE(problemOf("monthly 31").find("1 to 28"), std::string::npos);
    EXPECT_NE(problemOf("monthly last").find("1 to 28"), std::string::npos);
    EXPECT_NE(problemOf("every").find("no interval"), std::string::npos);
    EXPECT_NE(problemOf("every 6").find("no interval"), std::string::npos);
    EXPECT_NE(problemOf("every 6s").find("no interval"), std::string::npos);
    EXPECT_NE(problemOf("every 0m").find("between a minute and a year"), std::string::npos);
    EXPECT_NE(problemOf("every 99999w").find("between a minute and a year"), std::string::npos);
}

}  // namespace

}  // namespace tl::services
