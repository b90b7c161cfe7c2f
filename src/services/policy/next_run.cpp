#include "services/policy/next_run.h"

#include <algorithm>
#include <cstdint>

namespace tl::services {

namespace {

/// More than any clock on a wall differs from UTC.
constexpr std::chrono::seconds kOffsetMax = std::chrono::days{8};

/// A stretch of time in which clocks do not change.
struct Stretch {
    Instant begin;
    Instant end;
    std::chrono::seconds offset;
};

Stretch stretchAt(Instant time, const TimeZone& zone) {
    const OffsetRange range = zone.rangeAt(time.count());
    return {Instant{range.begin}, Instant{range.end}, std::chrono::seconds{range.offsetSeconds}};
}

/// The latest time that a clock on the wall has shown until `until`: more than it shows then, after
/// it was put back.
WallSeconds latestShown(Instant until, const TimeZone& zone) {
    Stretch stretch = stretchAt(until, zone);
    WallSeconds latest = until + stretch.offset;
    while (stretch.begin > until - kOffsetMax) {
        const Instant lastOne = stretch.begin - std::chrono::seconds{1};
        stretch = stretchAt(lastOne, zone);
        latest = std::max<WallSeconds>(latest, lastOne + stretch.offset);
    }
    return latest;
}

/// The first moment at which a clock on the wall shows `wanted` or a later time.
Instant firstShowing(WallSeconds wanted, const TimeZone& zone) {
    for (Stretch stretch = stretchAt(wanted - kOffsetMax, zone);;
         stretch = stretchAt(stretch.end, zone)) {
        const Instant time = std::max<Instant>(wanted - stretch.offset, stretch.begin);
        if (time < stretch.end) return time;
    }
}

std::optional<Instant> nextOfChosenHours(const CalendarRule& rule,
                                         Instant after,
                                         const TimeZone& zone) {
    const auto wanted = nextMatch(rule, latestShown(after, zone));
    if (!wanted) return std::nullopt;
    return firstShowing(*wanted, zone);
}

std::optional<Instant> nextOfEveryHour(const CalendarRule& rule,
                                       Instant after,
                                       const TimeZone& zone) {
    constexpr std::chrono::seconds kSecond{1};
    Stretch stretch = stretchAt(after + kSecond, zone);
    // A rule comes at full minutes, so "after the second before".
    Instant seen = after;
    for (;;) {
        const auto wanted = nextMatch(rule, seen + stretch.offset);
        if (!wanted) return std::nullopt;
        const Instant time = *wanted - stretch.offset;
        if (time < stretch.end) return time;
        seen = stretch.end - kSecond;
        stretch = stretchAt(stretch.end, zone);
    }
}

std::optional<Instant> nextOf(const Interval& interval, Instant after) {
    const std::int64_t length = interval.length.count();
    std::int64_t count = after.count() / length;
    if (after.count() % length < 0) --count;
    return Instant{(count + 1) * length};
}

}  // namespace

std::optional<Instant> nextRun(const Timing& timing, Instant after, const TimeZone& zone) {
    if (const auto* interval = std::get_if<Interval>(&timing)) return nextOf(*interval, after);
    const auto& rule = std::get<CalendarRule>(timing);
    return rule.isEveryHour() ? nextOfEveryHour(rule, after, zone)
                              : nextOfChosenHours(rule, after, zone);
}

std::optional<Instant> latestRun(const Timing& timing,
                                 Instant after,
                                 Instant until,
                                 const TimeZone& zone) {
    // Back in steps that double, until there is a run; there are at most as many after it as came
    // in half of the last step.
    std::optional<Instant> found;
    for (Instant back = std::chrono::minutes{1}; !found; back *= 2) {
        const Instant from = std::max(after, until - back);
        found = nextRun(timing, from, zone);
        if (!found || *found <= until) break;
        if (from == after) return std::nullopt;
        found.reset();
    }
    while (found) {
        const auto next = nextRun(timing, *found, zone);
        if (!next || *next > until) break;
        found = next;
    }
    return found;
}

Instant withinSpan(const DaySpan& span, Instant time, const TimeZone& zone) {
    if (span.contains(sinceMidnight({.seconds = time.count()}, zone))) return time;
    CalendarRule opening;
    const auto from = static_cast<std::size_t>(span.from.count()) % (24 * 60);
    opening.minutes.set(from % CalendarRule::kMinutes);
    opening.hours.set(from / CalendarRule::kMinutes);
    opening.days.set();
    opening.months.set();
    opening.weekdays.set();
    return nextOfChosenHours(opening, time, zone).value_or(time);
}

}  // namespace tl::services
