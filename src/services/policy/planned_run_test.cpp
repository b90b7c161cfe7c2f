#include "services/policy/planned_run.h"

#include <set>

#include <gtest/gtest.h>

namespace tl::services {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Midnight of a Thursday.
constexpr Instant kDay{1'767'225'600};  // 2026-01-01T00:00:00Z

ScheduleRules rulesOf(const char* timing) {
    return {.timing = parseTiming(timing)};
}

class PlannedRunTest : public testing::Test {
  protected:
    std::optional<PlannedRun> owed(const ScheduleRules& rules, Instant settled, Instant now) {
        return owedRun(rules, owner_, settled, now, zone_);
    }

    const TimeZone zone_ = TimeZone::utc();
    const RunOwner owner_{.machine = "here", .schedule = "nightly"};
};

TEST_F(PlannedRunTest, OneRunMakesUpForManyThatWereMissed) {
    const ScheduleRules rules = rulesOf("daily 02:00");
    // A machine that slept for a fortnight.
    const auto run = owed(rules, kDay, kDay + days{14} + hours{9});
    ASSERT_TRUE(run);
    EXPECT_EQ(run->due, kDay + days{14} + hours{2});
    EXPECT_FALSE(owed(rules, run->due, kDay + days{14} + hours{9}));
}

TEST_F(PlannedRunTest, NothingIsOwedBeforeItsTime) {
    const ScheduleRules rules = rulesOf("daily 02:00");
    EXPECT_FALSE(owed(rules, kDay + hours{3}, kDay + days{1} + hours{2} - seconds{1}));
    EXPECT_TRUE(owed(rules, kDay + hours{3}, kDay + days{1} + hours{2}));
    // A clock that was put back.
    EXPECT_FALSE(owed(rules, kDay + days{9}, kDay));
}

TEST_F(PlannedRunTest, AClockPutBackBeginsNothingTwice) {
    const TimeZone berlin = TimeZone::forSetting("Europe/Berlin");
    const ScheduleRules rules = rulesOf("daily 02:30");
    const Instant first{1'792'888'200};  // 2026-10-25T00:30:00Z, 02:30 in summer time.
    const auto run = owedRun(rules, owner_, first - hours{3}, first, berlin);
    ASSERT_TRUE(run);
    EXPECT_EQ(run->due, first);
    EXPECT_FALSE(owedRun(rules, owner_, run->due, first + hours{1}, berlin));  // 02:30 again.
}

TEST_F(PlannedRunTest, JitterIsTheSameForAllWhoAskAndDiffersByMachineAndTime) {
    ScheduleRules rules = rulesOf("hourly");
    rules.jitter = minutes{30};
    std::set<Instant> delays;
    for (int i = 0; i < 50; ++i) {
        const auto run = nextPlanned(rules, owner_, kDay + hours{i}, zone_).value();
        EXPECT_GE(run.start, run.due);
        EXPECT_LT(run.start, run.due + minutes{30});
        EXPECT_EQ(nextPlanned(rules, owner_, kDay + hours{i}, zone_), run);
        delays.insert(run.start - run.due);
    }
    EXPECT_GT(delays.size(), 30U);
    const RunOwner other{.machine = "there", .schedule = "nightly"};
    EXPECT_NE(nextPlanned(rules, other, kDay, zone_), nextPlanned(rules, owner_, kDay, zone_));
}

TEST_F(PlannedRunTest, RunsCloserThanTheirJitterBeginAllTheSame) {
    ScheduleRules rules = rulesOf("every 5m");
    rules.jitter = hours{1};
    Instant settled = kDay;
    int begun = 0;
    for (Instant now = kDay; now < kDay + hours{12}; now += minutes{1})
        if (const auto run = owed(rules, settled, now); run && mayBegin(rules, *run, now, zone_)) {
            ++begun;
            settled = run->due;
        }
    EXPECT_GT(begun, 12);
    EXPECT_LE(begun, 12 * 12);
}

TEST_F(PlannedRunTest, WaitsForItsWindow) {
    ScheduleRules rules = rulesOf("hourly");
    rules.window = DaySpan{.from = hours{22}, .to = hours{6}};
    const Instant noon = kDay + hours{12};
    const auto run = owed(rules, kDay + hours{7}, noon);
    ASSERT_TRUE(run);
    EXPECT_EQ(run->start, kDay + hours{22});
    EXPECT_FALSE(mayBegin(rules, *run, noon, zone_));
    EXPECT_TRUE(mayBegin(rules, *run, kDay + hours{22}, zone_));
    EXPECT_EQ(nextPlanned(rules, owner_, noon, zone_)->start, kDay + hours{22});
}

TEST_F(PlannedRunTest, ARunMissedInItsWindowWaitsForTheNextOne) {
    ScheduleRules rules = rulesOf("daily 02:00");
    rules.window = DaySpan{.from = hours{22}, .to = hours{6}};
    const auto run = owed(rules, kDay, kDay + hours{10});
    ASSERT_TRUE(run);
    EXPECT_EQ(run->start, kDay + hours{2});
    EXPECT_FALSE(mayBegin(rules, *run, kDay + hours{10}, zone_));
    EXPECT_TRUE(mayBegin(rules, *run, kDay + hours{23}, zone_));
}

}  // namespace

}  // namespace tl::services
