#include "infra/engine/retention/calendar.h"

namespace tl::engine {

namespace {

constexpr std::int64_t kSecondsPerHour = 3'600;
constexpr std::int64_t kSecondsPerDay = 24 * kSecondsPerHour;
constexpr std::int64_t kDaysPerWeek = 7;

/// Days since 1970-01-01.
std::int64_t dayNumber(std::int64_t year, int month, int day) noexcept {
    const CivilTime midnight{.year = year, .month = month, .day = day};
    return toUnixSeconds(midnight) / kSecondsPerDay;
}

/// Days since Monday.
std::int64_t weekday(std::int64_t day) noexcept {
    constexpr std::int64_t kThursday = 3;  // 1970-01-01 was one.
    return ((day + kThursday) % kDaysPerWeek + kDaysPerWeek) % kDaysPerWeek;
}

/// The instant at which a clock shows what it shows in UTC at `seconds`. Of the two readings of an
/// hour that comes twice, and for one that is skipped, the one that Go's time.Date takes.
std::int64_t fromLocal(std::int64_t seconds, const TimeZone& zone) {
    const std::int64_t guess = zone.offsetSeconds(seconds);
    return guess == 0 ? seconds : seconds - zone.offsetSeconds(seconds - guess);
}

}  // namespace

IsoWeek isoWeekOf(const CivilTime& date) noexcept {
    constexpr std::int64_t kThursday = 3;
    const std::int64_t day = dayNumber(date.year, date.month, date.day);
    const std::int64_t thursday = day - weekday(day) + kThursday;
    Timestamp time;
    time.seconds = thursday * kSecondsPerDay;
    const std::int64_t year = toCivil(time).year;
    return {.year = year,
            .week = static_cast<int>((thursday - dayNumber(year, 1, 1)) / kDaysPerWeek) + 1};
}

Timestamp subtract(const Timestamp& time, const CalendarDuration& duration, const TimeZone& zone) {
    CivilTime civil = toCivil(time);
    civil.year -= duration.years;
    civil.month -= duration.months;
    civil.day -= duration.days;
    const std::int64_t local = toUnixSeconds(civil);
    // Go takes an offset of zero, which is written as Z, for UTC, even where the zone has it.
    const bool isOfZone =
        time.offsetSeconds != 0 && time.offsetSeconds == zone.offsetSeconds(time.seconds);
    Timestamp earlier = time;
    earlier.seconds = isOfZone ? fromLocal(local, zone) : local - time.offsetSeconds;
    earlier.seconds -= duration.hours * kSecondsPerHour;
    if (isOfZone) earlier.offsetSeconds = zone.offsetSeconds(earlier.seconds);
    return earlier;
}

}  // namespace tl::engine
