// Against a model that shares nothing with the code: it walks minute by minute through the C
// library's local time and compares the words of the rule with each.

#include "services/policy/next_run.h"

#include <algorithm>
#include <ctime>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "infra/platform/environment.h"

namespace tl::services {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

/// While it lives, the C library's local time is that of the zone.
class ZoneOfProcess {
  public:
    explicit ZoneOfProcess(const std::string& name) : before_{environmentVariable("TZ")} {
        ::setenv("TZ", name.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): no other thread runs.
        ::tzset();
    }
    ~ZoneOfProcess() {
        if (before_)
            ::setenv("TZ", before_->c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
        else
            ::unsetenv("TZ");  // NOLINT(concurrency-mt-unsafe)
        ::tzset();
    }
    ZoneOfProcess(const ZoneOfProcess&) = delete;
    ZoneOfProcess& operator=(const ZoneOfProcess&) = delete;

  private:
    std::optional<std::string> before_;
};

std::tm localTime(std::int64_t time) {
    const std::time_t moment = time;
    std::tm parts{};
    ::localtime_r(&moment, &parts);
    return parts;
}

/// What the wall shows, in minutes since 1970.
std::int64_t wallMinutes(std::int64_t time) {
    std::tm parts = localTime(time);
    return ::timegm(&parts) / kMinute;
}

/// `*`, `*/n`, numbers and ranges, as the rules below have them.
bool fieldHolds(const std::string& field, int value) {
    std::istringstream items{field};
    for (std::string item; std::getline(items, item, ',');) {
        if (item == "*") return true;
        if (item.starts_with("*/") && value % std::stoi(item.substr(2)) == 0) return true;
        if (item.starts_with('*')) continue;
        const int from = std::stoi(item);
        const std::size_t dash = item.find('-');
        const int to = dash == std::string::npos ? from : std::stoi(item.substr(dash + 1));
        if (value >= from && value <= to) return true;
    }
    return false;
}

class Model {
  public:
    explicit Model(const std::string& rule) {
        std::istringstream words{rule};
        for (std::string word; words >> word;)
            fields_.push_back(word);
    }

    /// Every run from one moment to another.
    [[nodiscard]] std::vector<std::int64_t> runs(std::int64_t from, std::int64_t to) const {
        std::vector<std::int64_t> found;
        std::int64_t shown = wallMinutes(from - kMinute);
        // What was shown before the clock was put back, shortly before the beginning.
        for (std::int64_t back = from - 2 * kDay; back < from; back += kMinute)
            shown = std::max(shown, wallMinutes(back));
        for (std::int64_t time = from; time <= to; time += kMinute) {
            const std::int64_t wall = wallMinutes(time);
            const bool isRun = fields_[1] == "*" ? holds(wall) : holdsBetween(shown + 1, wall);
            if (isRun) found.push_back(time);
            shown = std::max(shown, wall);
        }
        return found;
    }

  private:
    [[nodiscard]] bool holdsBetween(std::int64_t from, std::int64_t to) const {
        for (std::int64_t wall = from; wall <= to; ++wall)
            if (holds(wall)) return true;
        return false;
    }
    [[nodiscard]] bool holds(std::int64_t wall) const {
        // Cheap before dear: most minutes fail here.
        if (!fieldHolds(fields_[0], static_cast<int>(wall % 60))) return false;
        const std::time_t seconds = wall * kMinute;
        std::tm parts{};
        ::gmtime_r(&seconds, &parts);
        if (!fieldHolds(fields_[1], parts.tm_hour)) return false;
        if (!fieldHolds(fields_[3], parts.tm_mon + 1)) return false;
        const bool isOfMonth = fieldHolds(fields_[2], parts.tm_mday);
        const bool isOfWeek = fieldHolds(fields_[4], parts.tm_wday);
        const bool isEither = fields_[2][0] != '*' && fields_[4][0] != '*';
        return isEither ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
    }

    std::vector<std::string> fields_;
};

std::vector<std::int64_t> runs(const Timing& timing,
                               const TimeZone& zone,
                               std::int64_t from,
                               std::int64_t to) {
    std::vector<std::int64_t> found;
    auto next = nextRun(timing, Instant{from - 1}, zone);
    while (next && next->count() <= to) {
        found.push_back(next->count());
        next = nextRun(timing, *next, zone);
    }
    return found;
}

const std::vector<std::string>& rules() {
    static const std::vector<std::string> all{
        "30 2 * * *",           "0 * * * *",    "*/15 * * * *",   "0 0 * * *",
        "45 23 * * 1-5",        "30 1,2 * * 0", "5 */2 * * *",    "0 3 1,15 * 1",
        "59 1 * * *",           "* 2 * * *",    "10 0-3 * 3-4 *", "0 2 28-31 3,10,11 0",
        "20,50 2 * 3,9,10,11 *"};
    return all;
}

/// The moments, to the minute, at which the zone's clocks change in some years.
std::vector<std::int64_t> changesOf(int firstYear, int lastYear) {
    std::vector<std::int64_t> changes;
    const std::int64_t from = std::int64_t{firstYear - 1970} * 31'556'952 / kMinute * kMinute;
    const std::int64_t to = std::int64_t{lastYear - 1970} * 31'556'952;
    constexpr std::int64_t kStep = 6 * 60 * kMinute;
    for (std::int64_t time = from; time < to; time += kStep) {
        if (localTime(time).tm_gmtoff == localTime(time + kStep).tm_gmtoff) continue;
        std::int64_t minute = time;
        while (localTime(minute).tm_gmtoff == localTime(time).tm_gmtoff)
            minute += kMinute;
        changes.push_back(minute);
    }
    return changes;
}

class NextRunIn : public testing::TestWithParam<const char*> {};

TEST_P(NextRunIn, IsTheModelsWhereClocksChange) {
    const ZoneOfProcess process{GetParam()};
    const TimeZone zone = TimeZone::forSetting(GetParam());
    const auto changes = changesOf(2008, 2045);
    std::size_t index = 0;
    for (const std::int64_t change : changes)
        for (int i = 0; i < 2; ++i) {  // Two rules a change; all of them over the years.
            const std::string& rule = rules()[index++ % rules().size()];
            const std::int64_t from = change - kDay;
            const std::int64_t to = change + kDay;
            ASSERT_EQ(runs(parseTiming(rule), zone, from, to), Model{rule}.runs(from, to))
                << rule << " around " << change;
        }
}

TEST_P(NextRunIn, IsTheModelsForAWholeYear) {
    const ZoneOfProcess process{GetParam()};
    const TimeZone zone = TimeZone::forSetting(GetParam());
    constexpr std::int64_t kFrom = 1'767'225'600;  // 2026-01-01T00:00:00Z
    constexpr std::int64_t kTo = kFrom + 366 * kDay;
    for (const char* rule : {"30 2 * * *"})
        ASSERT_EQ(runs(parseTiming(rule), zone, kFrom, kTo), Model{rule}.runs(kFrom, kTo)) << rule;
}

TEST_P(NextRunIn, NeverSkipsADayNorComesTwiceOnOne) {
    const TimeZone zone = TimeZone::forSetting(GetParam());
    for (const char* rule :
         {"0 0 * * *", "30 1 * * *", "15 2 * * *", "30 2 * * *", "59 23 * * *"}) {
        const Timing timing = parseTiming(rule);
        Instant last = nextRun(timing, Instant{1'262'304'000}, zone).value();  // 2010
        constexpr int kYears = 40;
        for (int i = 0; i < kYears * 365; ++i) {
            const Instant next = nextRun(timing, last, zone).value();
            // A clock is put forward or back by three hours at most, but where a day is left out.
            ASSERT_GE(next - last, hours{20}) << rule << " after " << last.count();
            ASSERT_LE(next - last, hours{28}) << rule << " after " << last.count();
            last = next;
        }
    }
}

TEST_P(NextRunIn, AgreesWithTheLatestRun) {
    const TimeZone zone = TimeZone::forSetting(GetParam());
    for (const std::string& rule : rules()) {
        const Timing timing = parseTiming(rule);
        for (Instant until{1'766'000'000}; until < Instant{1'800'000'000};
             until += minutes{73'009}) {
            const auto latest = latestRun(timing, Instant{1'700'000'000}, until, zone);
            ASSERT_TRUE(latest);
            ASSERT_LE(*latest, until);
            ASSERT_GT(nextRun(timing, *latest, zone).value(), until);
            ASSERT_EQ(nextRun(timing, *latest - Instant{1}, zone), latest);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Zones,
                         NextRunIn,
                         testing::Values("UTC",
                                         "Europe/Berlin",
                                         "America/New_York",
                                         "America/Sao_Paulo",    // At midnight, until 2019.
                                         "Australia/Lord_Howe",  // By half an hour.
                                         "Africa/Casablanca",    // For Ramadan.
                                         "America/Santiago",
                                         "Asia/Kathmandu",
                                         "Asia/Gaza"),
                         [](const auto& zone) {
                             std::string name = zone.param;
                             std::ranges::replace(name, '/', '_');
                             return name;
                         });

/// The times as UTC has them, of the runs after one of them.
std::vector<std::string> following(const char* rule, const char* zone, Instant after, int count) {
    std::vector<std::string> texts;
    const TimeZone place = TimeZone::forSetting(zone);
    for (int i = 0; i < count; ++i) {
        after = nextRun(parseTiming(rule), after, place).value();
        const std::time_t seconds = after.count();
        std::tm parts{};
        ::gmtime_r(&seconds, &parts);
        char text[32];
        (void)std::strftime(text, sizeof text, "%m-%dT%H:%M", &parts);
        texts.emplace_back(text);
    }
    return texts;
}

using Texts = std::vector<std::string>;

TEST(NextRun, ComesWhenTheClockHasJumpedOverItsTime) {
    // 29 March 2026 has no 2:30 in Berlin; 3:00 there is 1:00 in UTC.
    const Instant before{1'774'663'200};  // 2026-03-28T02:00:00Z
    EXPECT_EQ(following("30 2 * * *", "Europe/Berlin", before, 2),
              (Texts{"03-29T01:00", "03-30T00:30"}));
}

TEST(NextRun, ComesOnceInTheHourThatComesTwice) {
    const Instant before{1'792'800'000};  // 2026-10-24T00:00:00Z
    EXPECT_EQ(following("30 2 * * *", "Europe/Berlin", before, 3),
              (Texts{"10-24T00:30", "10-25T00:30", "10-26T01:30"}));
}

TEST(NextRun, OfEveryHourComesInBothHoursOfOneName) {
    const Instant before{1'792'882'800};  // 2026-10-24T23:00:00Z
    EXPECT_EQ(following("30 * * * *", "Europe/Berlin", before, 4),
              (Texts{"10-24T23:30", "10-25T00:30", "10-25T01:30", "10-25T02:30"}));
}

TEST(NextRun, ComesAtTheEndOfADayThatIsLeftOut) {
    // Samoa went from 29 to 31 December 2011 at midnight, which was 10:00 in UTC.
    const Instant before{1'325'152'800};  // 2011-12-29T10:00:00Z
    EXPECT_EQ(following("0 12 * * *", "Pacific/Apia", before, 3),
              (Texts{"12-29T22:00", "12-30T10:00", "12-30T22:00"}));
}

TEST(NextRun, OfAnIntervalCountsFrom1970) {
    const TimeZone zone = TimeZone::utc();
    const Timing timing = parseTiming("every 6h");
    EXPECT_EQ(nextRun(timing, Instant{0}, zone), hours{6});
    EXPECT_EQ(nextRun(timing, hours{6} - Instant{1}, zone), hours{6});
    EXPECT_EQ(nextRun(timing, hours{-7}, zone), hours{-6});
    EXPECT_EQ(latestRun(timing, Instant{0}, hours{25}, zone), hours{24});
    EXPECT_EQ(latestRun(timing, hours{24}, hours{25}, zone), std::nullopt);
}

TEST(WithinSpan, WaitsForTheSpanToBegin) {
    const TimeZone zone = TimeZone::utc();
    const DaySpan night{.from = hours{22}, .to = hours{6}};
    EXPECT_EQ(withinSpan(night, hours{23}, zone), hours{23});
    EXPECT_EQ(withinSpan(night, hours{5}, zone), hours{5});
    EXPECT_EQ(withinSpan(night, hours{6}, zone), hours{22});
    EXPECT_EQ(withinSpan(night, hours{21} + minutes{59}, zone), hours{22});
    const DaySpan always{};
    EXPECT_EQ(withinSpan(always, hours{7}, zone), hours{7});
}

}  // namespace

}  // namespace tl::services
