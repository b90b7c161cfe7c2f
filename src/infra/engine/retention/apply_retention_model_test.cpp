// Thousands of random policies and snapshots, decided by a second implementation: declarative where
// the first goes step by step. Periods are labels cut from the text of a time, dates are those of
// the standard library, and a rule's choice is written down as a whole.

#include <algorithm>
#include <chrono>
#include <functional>
#include <random>
#include <set>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "infra/engine/retention/apply_retention.h"

namespace tl::engine {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using Instant = std::chrono::sys_time<nanoseconds>;
using Label = std::function<std::string(const std::string& time)>;
using Positions = std::set<std::size_t>;

/// A snapshot as the model sees it: the text of its time, the instant, tags.
struct Fact {
    std::string time;
    Instant instant;
    std::vector<std::string> tags;
};

/// "2024-W07" of "2024-02-14T…".
std::string weekLabel(const std::string& time) {
    const std::chrono::year_month_day date{
        std::chrono::year{std::stoi(time.substr(0, 4))},
        std::chrono::month{static_cast<unsigned>(std::stoi(time.substr(5, 2)))},
        std::chrono::day{static_cast<unsigned>(std::stoi(time.substr(8, 2)))}};
    const std::chrono::sys_days day{date};
    // The week's Thursday is the first, second, … Thursday of its year.
    const auto thursday = day + days{3} - (std::chrono::weekday{day} - std::chrono::Monday);
    const auto year = std::chrono::year_month_day{thursday}.year();
    const auto dayOfYear = (thursday - std::chrono::sys_days{year / 1 / 1}).count();
    return fmt::format("{:04}-W{:02}", static_cast<int>(year), dayOfYear / 7 + 1);
}

Label prefix(std::size_t size) {
    return [size](const std::string& time) { return time.substr(0, size); };
}

const Label kHour = prefix(13);
const Label kDay = prefix(10);
const Label kMonth = prefix(7);
const Label kYear = prefix(4);

/// Where a new label begins, of the first `end` of the list.
std::vector<std::size_t> beginnings(const std::vector<Fact>& newestFirst,
                                    const Label& label,
                                    std::size_t end) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < end; ++i)
        if (i == 0 || label(newestFirst[i].time) != label(newestFirst[i - 1].time))
            found.push_back(i);
    return found;
}

Positions byCount(const std::vector<Fact>& facts, const Label& label, std::uint64_t count) {
    const auto all = beginnings(facts, label, facts.size());
    if (count > all.size()) {
        Positions kept{all.begin(), all.end()};
        kept.insert(facts.size() - 1);
        return kept;
    }
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
}

Positions byLast(const std::vector<Fact>& facts, std::uint64_t count) {
    Positions kept;
    for (std::size_t i = 0; i < facts.size() && i < count; ++i)
        kept.insert(i);
    return kept;
}

/// The instant so long before the reading of `time`, on a clock that never changes its offset.
Instant longBefore(const Fact& fact, const CalendarDuration& duration) {
    const Timestamp time = parseTimestamp(fact.time).value();
    const auto local = fact.instant + seconds{time.offsetSeconds};
    const auto midnight = std::chrono::floor<days>(local);
    std::chrono::year_month_day date{midnight};
    date -= std::chrono::years{duration.years};
    date -= std::chrono::months{duration.months};
    const auto day = std::chrono::sys_days{date} - days{duration.days};
    return day + (local - midnight) - seconds{time.offsetSeconds} - hours{duration.hours};
}

/// How many of the list are young enough: it is sorted, so they are its beginning.
std::size_t countWithin(const std::vector<Fact>& facts,
                        const CalendarDuration& duration,
                        Instant now) {
    const auto newest = std::ranges::find_if(facts, [&](const Fact& f) { return f.instant < now; });
    if (newest == facts.end()) return facts.size();
    const Instant limit = longBefore(*newest, duration);
    return static_cast<std::size_t>(
        std::ranges::count_if(facts, [&](const Fact& f) { return f.instant > limit; }));
}

Positions byAge(const std::vector<Fact>& facts,
                const Label& label,
                const CalendarDuration& duration,
                Instant now) {
    if (duration == CalendarDuration{}) return {};
    const std::size_t count = countWithin(facts, duration, now);
    const auto all = beginnings(facts, label, count);
    Positions kept{all.begin(), all.end()};
    if (count == facts.size()) kept.insert(facts.size() - 1);
    return kept;
}

Positions byTags(const std::vector<Fact>& facts, const std::vector<std::string>& wanted) {
    Positions kept;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const std::set<std::string> tags{facts[i].tags.begin(), facts[i].tags.end()};
        if (std::ranges::all_of(wanted, [&](const auto& tag) { return tags.contains(tag); }))
            kept.insert(i);
    }
    return kept;
}

Positions modelOf(const std::vector<Fact>& facts, const RetentionPolicy& policy, Instant now) {
    Positions kept = byLast(facts, policy.counts.last);
    const auto add = [&kept](const Positions& more) { kept.insert(more.begin(), more.end()); };
    add(byCount(facts, kHour, policy.counts.hourly));
    add(byCount(facts, kDay, policy.counts.daily));
    add(byCount(facts, weekLabel, policy.counts.weekly));
    add(byCount(facts, kMonth, policy.counts.monthly));
    add(byCount(facts, kYear, policy.counts.yearly));
    add(byAge(facts, prefix(kTimestampSizeMax), policy.within.all, now));
    add(byAge(facts, kHour, policy.within.hourly, now));
    add(byAge(facts, kDay, policy.within.daily, now));
    add(byAge(facts, weekLabel, policy.within.weekly, now));
    add(byAge(facts, kMonth, policy.within.monthly, now));
    add(byAge(facts, kYear, policy.within.yearly, now));
    for (const auto& list : policy.tags)
        add(byTags(facts, list));
    return kept;
}

/// Random policies and groups of snapshots. The times crowd together, so that periods have several
/// snapshots, and lie around ends of months and years as often as not.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_{seed} {}

    std::int64_t roll(std::int64_t min, std::int64_t max) {
        return std::uniform_int_distribution<std::int64_t>{min, max}(engine_);
    }
    bool oneIn(std::int64_t n) { return roll(1, n) == 1; }

    RetentionPolicy policy() {
        RetentionPolicy policy;
        for (std::uint64_t* count :
             {&policy.counts.last, &policy.counts.hourly, &policy.counts.daily,
              &policy.counts.weekly, &policy.counts.monthly, &policy.counts.yearly})
            if (oneIn(3))
                *count = oneIn(5) ? kKeepUnlimited : static_cast<std::uint64_t>(roll(1, 12));
        for (CalendarDuration* duration :
             {&policy.within.all, &policy.within.hourly, &policy.within.daily,
              &policy.within.weekly, &policy.within.monthly, &policy.within.yearly})
            if (oneIn(6)) *duration = this->duration();
        for (int lists = oneIn(4) ? 2 : 0; lists > 0; --lists)
            policy.tags.push_back(oneIn(3) ? std::vector<std::string>{"a", "b"}
                                           : std::vector<std::string>{"c"});
        return policy;
    }

    /// Newest first; no two at the same instant.
    std::vector<Fact> group() {
        std::vector<Fact> facts;
        Instant instant =
            std::chrono::sys_days{std::chrono::year{static_cast<int>(roll(1999, 2030))} /
                                  static_cast<unsigned>(roll(1, 12)) / 1};
        const std::int64_t pace = oneIn(2) ? 3'600 : 86'400 * roll(1, 20);
        const std::int32_t zone = offset();
        for (std::int64_t count = roll(1, 60); count > 0; --count) {
            instant -= seconds{roll(1, pace)} + nanoseconds{roll(0, 999'999'999)};
            facts.push_back(fact(instant, oneIn(10) ? offset() : zone));
        }
        return facts;
    }

    Instant nowFor(const std::vector<Fact>& facts) {
        if (!oneIn(5)) return facts.front().instant + hours{1};
        return facts[static_cast<std::size_t>(roll(0, static_cast<std::int64_t>(facts.size()) - 1))]
            .instant;
    }

  private:
    CalendarDuration duration() {
        CalendarDuration duration;
        if (oneIn(4)) duration.years = static_cast<int>(roll(1, 3));
        if (oneIn(3)) duration.months = static_cast<int>(roll(1, 30));
        if (oneIn(2)) duration.days = static_cast<int>(roll(1, 70));
        if (oneIn(2)) duration.hours = static_cast<int>(roll(1, 100));
        return duration;
    }

    std::int32_t offset() { return static_cast<std::int32_t>(roll(-48, 56)) * 900; }

    Fact fact(Instant instant, std::int32_t offset) {
        const auto whole = std::chrono::floor<seconds>(instant);
        Timestamp time;
        time.seconds = whole.time_since_epoch().count();
        time.nanoseconds = static_cast<std::int32_t>((instant - whole).count());
        time.offsetSeconds = offset;
        Fact fact{formatTimestamp(time), instant, {}};
        for (const char* tag : {"a", "b", "c"})
            if (oneIn(4)) fact.tags.emplace_back(tag);
        return fact;
    }

    std::mt19937_64 engine_;
};

Positions programOf(const std::vector<Fact>& facts, const RetentionPolicy& policy, Instant now) {
    std::vector<RetentionSubject> group;
    for (const Fact& fact : facts)
        group.push_back({parseTimestamp(fact.time).value(), fact.tags});
    const auto whole = std::chrono::floor<seconds>(now);
    const Timestamp moment{whole.time_since_epoch().count(),
                           static_cast<std::int32_t>((now - whole).count()), 0};
    const TimeZone utc = TimeZone::utc();
    const auto answers = applyRetention(group, policy, {.now = moment, .zone = utc});
    Positions kept;
    for (std::size_t i = 0; i < answers.size(); ++i)
        if (!answers[i].empty()) kept.insert(i);
    return kept;
}

TEST(ApplyRetention, DecidesAsTheModel) {
    constexpr std::uint64_t kRounds = 5'000;
    std::size_t keptCount = 0;
    std::size_t removedCount = 0;
    for (std::uint64_t seed = 1; seed <= kRounds; ++seed) {
        Dice dice{seed};
        const RetentionPolicy policy = dice.policy();
        const auto facts = dice.group();
        const Instant now = dice.nowFor(facts);
        const Positions kept = programOf(facts, policy, now);
        ASSERT_EQ(kept, modelOf(facts, policy, now))
            << "seed " << seed << ", policy: " << describe(policy);
        keptCount += kept.size();
        removedCount += facts.size() - kept.size();
    }
    EXPECT_GT(keptCount, kRounds * 5);
    EXPECT_GT(removedCount, kRounds * 5);
}

}  // namespace
}  // namespace tl::engine
