#include "infra/engine/retention/apply_retention.h"

#include <map>

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

using Texts = std::vector<std::string>;
/// For each time that is kept, why.
using Kept = std::map<std::string, Texts>;

struct Tagged {
    std::string time;
    Texts tags;
};

Kept keptOf(const std::vector<Tagged>& snapshots,
            const RetentionPolicy& policy,
            const std::string& now = "2100-01-01T00:00:00Z",
            const TimeZone& zone = TimeZone::utc()) {
    std::vector<RetentionSubject> group;
    for (const Tagged& snapshot : snapshots)
        group.push_back({parseTimestamp(snapshot.time).value(), snapshot.tags});
    const auto answers =
        applyRetention(group, policy, {.now = parseTimestamp(now).value(), .zone = zone});
    Kept kept;
    for (std::size_t i = 0; i < group.size(); ++i)
        if (!answers[i].empty()) kept[snapshots[i].time] = answers[i];
    return kept;
}

Kept keptOf(const Texts& times,
            const RetentionPolicy& policy,
            const std::string& now = "2100-01-01T00:00:00Z",
            const TimeZone& zone = TimeZone::utc()) {
    std::vector<Tagged> snapshots;
    for (const std::string& time : times)
        snapshots.push_back({time, {}});
    return keptOf(snapshots, policy, now, zone);
}

RetentionPolicy counting(const KeepCounts& counts) {
    RetentionPolicy policy;
    policy.counts = counts;
    return policy;
}

TEST(ApplyRetention, KeepsTheLast) {
    EXPECT_EQ(keptOf(Texts{"2024-01-01T00:00:00Z", "2024-01-03T00:00:00Z", "2024-01-02T00:00:00Z"},
                     counting({.last = 2})),
              (Kept{{"2024-01-03T00:00:00Z", {"last snapshot"}},
                    {"2024-01-02T00:00:00Z", {"last snapshot"}}}));
}

TEST(ApplyRetention, KeepsTheNewestOfEachPeriodAndTheOldest) {
    EXPECT_EQ(keptOf(Texts{"2024-01-01T08:00:00Z", "2024-01-01T09:00:00Z", "2024-01-02T08:00:00Z",
                           "2024-01-02T09:00:00Z"},
                     counting({.daily = 3})),
              (Kept{{"2024-01-02T09:00:00Z", {"daily snapshot"}},
                    {"2024-01-01T09:00:00Z", {"daily snapshot"}},
                    {"2024-01-01T08:00:00Z", {"oldest daily snapshot"}}}));
}

TEST(ApplyRetention, KeepsTheOldestOnlyWhileTheCountLasts) {
    EXPECT_EQ(keptOf(Texts{"2024-01-01T08:00:00Z", "2024-01-01T09:00:00Z", "2024-01-02T08:00:00Z"},
                     counting({.daily = 2})),
              (Kept{{"2024-01-02T08:00:00Z", {"daily snapshot"}},
                    {"2024-01-01T09:00:00Z", {"daily snapshot"}}}));
}

TEST(ApplyRetention, KeepsOneOfEachPeriodForEver) {
    const auto kept =
        keptOf(Texts{"2020-02-28T08:00:00Z", "2021-02-28T08:00:00Z", "2021-03-28T08:00:00Z"},
               counting({.yearly = kKeepUnlimited}));
    EXPECT_EQ(kept, (Kept{{"2021-03-28T08:00:00Z", {"yearly snapshot"}},
                          {"2020-02-28T08:00:00Z", {"yearly snapshot"}}}));
}

TEST(ApplyRetention, LetsSeveralRulesKeepOneSnapshot) {
    EXPECT_EQ(
        keptOf(Texts{"2024-01-01T08:00:00Z"},
               counting({.last = 1, .hourly = 1, .weekly = 1, .monthly = 1})),
        (Kept{{"2024-01-01T08:00:00Z",
               {"last snapshot", "hourly snapshot", "weekly snapshot", "monthly snapshot"}}}));
}

/// The same instant is on another day on another clock; the clock that was there counts.
TEST(ApplyRetention, ReadsEachTimeOnItsOwnClock) {
    EXPECT_EQ(keptOf(Texts{"2024-01-02T01:00:00+05:00", "2024-01-01T21:00:00Z",
                           "2024-01-01T20:30:00Z", "2024-01-01T10:00:00Z"},
                     counting({.daily = 2})),
              (Kept{{"2024-01-01T21:00:00Z", {"daily snapshot"}},
                    {"2024-01-02T01:00:00+05:00", {"daily snapshot"}}}));
}

/// The hour from two to three came twice, in summer and in winter time: it is one period.
TEST(ApplyRetention, TakesTheRepeatedHourForOne) {
    EXPECT_EQ(keptOf(Texts{"2024-10-27T02:10:00+02:00", "2024-10-27T02:05:00+01:00",
                           "2024-10-27T01:30:00+02:00", "2024-10-27T00:30:00+02:00"},
                     counting({.hourly = 2})),
              (Kept{{"2024-10-27T02:05:00+01:00", {"hourly snapshot"}},
                    {"2024-10-27T01:30:00+02:00", {"hourly snapshot"}}}));
}

TEST(ApplyRetention, CountsWeeksByTheIsoCalendar) {
    EXPECT_EQ(keptOf(Texts{"2020-12-28T00:00:00Z", "2021-01-03T00:00:00Z", "2021-01-04T00:00:00Z"},
                     counting({.weekly = 2})),
              (Kept{{"2021-01-04T00:00:00Z", {"weekly snapshot"}},
                    {"2021-01-03T00:00:00Z", {"weekly snapshot"}}}));
}

TEST(ApplyRetention, KeepsWhatIsTagged) {
    RetentionPolicy policy;
    policy.tags = {{"a", "b"}, {""}};
    EXPECT_EQ(keptOf({{"2024-01-01T00:00:00Z", {"a"}},
                      {"2024-01-02T00:00:00Z", {"b", "c", "a"}},
                      {"2024-01-03T00:00:00Z", {}}},
                     policy),
              (Kept{{"2024-01-02T00:00:00Z", {"has tags [a, b]"}},
                    {"2024-01-03T00:00:00Z", {"has tags []"}}}));
}

TEST(ApplyRetention, KeepsWhatIsYoungerThanTheLimit) {
    RetentionPolicy policy;
    policy.within.all.days = 1;
    EXPECT_EQ(keptOf(Texts{"2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000000001Z",
                           "2024-01-02T00:00:00Z"},
                     policy),
              (Kept{{"2024-01-01T00:00:00.000000001Z", {"within 1d"}},
                    {"2024-01-02T00:00:00Z", {"within 1d"}}}));
}

TEST(ApplyRetention, KeepsTheNewestOfEachPeriodWithinTheLimit) {
    RetentionPolicy policy;
    policy.within.monthly.months = 2;
    EXPECT_EQ(keptOf(Texts{"2024-01-14T00:00:00Z", "2024-01-16T00:00:00Z", "2024-02-01T00:00:00Z",
                           "2024-02-20T00:00:00Z", "2024-03-15T00:00:00Z"},
                     policy),
              (Kept{{"2024-03-15T00:00:00Z", {"monthly within 2m"}},
                    {"2024-02-20T00:00:00Z", {"monthly within 2m"}},
                    {"2024-01-16T00:00:00Z", {"monthly within 2m"}}}));
}

TEST(ApplyRetention, KeepsTheOldestWithinTheLimit) {
    RetentionPolicy policy;
    policy.within.yearly.days = 30;
    EXPECT_EQ(keptOf(Texts{"2024-02-01T00:00:00Z", "2024-02-02T00:00:00Z", "2024-02-03T00:00:00Z"},
                     policy),
              (Kept{{"2024-02-03T00:00:00Z", {"yearly within 30d"}},
                    {"2024-02-01T00:00:00Z", {"oldest yearly within 30d"}}}));
}

/// A clock that ran ahead must not push everything else out of the limit.
TEST(ApplyRetention, MeasuresFromTheNewestThatIsNotInTheFuture) {
    RetentionPolicy policy;
    policy.within.all.days = 1;
    EXPECT_EQ(keptOf(Texts{"2024-01-01T12:00:00Z", "2024-01-01T00:00:00Z", "2031-01-01T00:00:00Z"},
                     policy, "2024-01-02T00:00:00Z"),
              (Kept{{"2031-01-01T00:00:00Z", {"within 1d"}},
                    {"2024-01-01T12:00:00Z", {"within 1d"}},
                    {"2024-01-01T00:00:00Z", {"within 1d"}}}));
    EXPECT_EQ(keptOf(Texts{"2031-01-01T00:00:00Z", "2030-01-01T00:00:00Z"}, policy,
                     "2024-01-02T00:00:00Z")
                  .size(),
              2U);
}

TEST(ApplyRetention, MeasuresDaysOnTheMachinesClock) {
    RetentionPolicy policy;
    policy.within.all.days = 1;
    const Texts times{"2024-03-31T12:00:00+02:00", "2024-03-30T12:30:00+01:00"};
    const TimeZone berlin = TimeZone::forSetting("Europe/Berlin");
    EXPECT_EQ(keptOf(times, policy, "2025-01-01T00:00:00Z", berlin).size(), 2U);
    EXPECT_EQ(keptOf(Texts{"2024-03-31T12:00:00+02:00", "2024-03-30T11:30:00+01:00"}, policy,
                     "2025-01-01T00:00:00Z", berlin)
                  .size(),
              1U);
    EXPECT_EQ(keptOf(Texts{"2024-03-31T12:00:00+02:00", "2024-03-30T11:30:00+01:00"}, policy,
                     "2025-01-01T00:00:00Z", TimeZone::utc())
                  .size(),
              2U)
        << "on a clock two hours ahead of UTC all year it is within the day";
}

TEST(ApplyRetention, KeepsNothingWithoutAPolicy) {
    EXPECT_TRUE(keptOf(Texts{"2024-01-01T00:00:00Z"}, {}).empty());
    EXPECT_TRUE(keptOf(Texts{}, counting({.last = 1})).empty());
}

TEST(NewestFirst, KeepsTheOrderOfTheSameTime) {
    const Timestamp early = parseTimestamp("2024-01-01T00:00:00Z").value();
    const Timestamp sameInstant = parseTimestamp("2024-01-01T01:00:00+01:00").value();
    const Timestamp late = parseTimestamp("2024-01-01T00:00:01Z").value();
    const std::vector<RetentionSubject> group = {{early, {}}, {late, {}}, {sameInstant, {}}};
    EXPECT_EQ(newestFirst(group), (std::vector<std::size_t>{1, 0, 2}));
}

}  // namespace
}  // namespace tl::engine
