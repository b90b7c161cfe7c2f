#include "services/monitoring/reports/report_periods.h"

#include <algorithm>
#include <cstdint>

namespace tl::services {

namespace {

constexpr std::int64_t kDay = 24 * 60 * 60;  // Seconds.

std::int64_t floorDivide(std::int64_t number, std::int64_t divisor) {
    return number / divisor - (number % divisor < 0 ? 1 : 0);
}

/// The number of the day, since 1970, that a clock in `zone` shows.
std::int64_t dayOf(catalog::Microseconds at, const TimeZone& zone) {
    const std::int64_t seconds = floorDivide(at, catalog::kSecond);
    return floorDivide(seconds + zone.offsetSeconds(seconds), kDay);
}

/// When the day begins. Where the clock skips midnight, an hour beside it.
catalog::Microseconds beginningOf(std::int64_t day, const TimeZone& zone) {
    const std::int64_t local = day * kDay;
    const std::int64_t guess = local - zone.offsetSeconds(local);
    return (local - zone.offsetSeconds(guess)) * catalog::kSecond;
}

}  // namespace

ReportPeriods::ReportPeriods(catalog::Microseconds from,
                             catalog::Microseconds before,
                             const TimeZone& zone,
                             std::size_t countMax) {
    const std::int64_t first = dayOf(from, zone);
    const std::int64_t days = std::max<std::int64_t>(dayOf(before - 1, zone) - first + 1, 1);
    const auto most = static_cast<std::int64_t>(countMax);
    const std::int64_t daysEach = (days + most - 1) / most;
    std::int64_t day = first;
    for (; day < first + days; day += daysEach)
        beginnings_.push_back(beginningOf(day, zone));
    end_ = beginningOf(day, zone);
}

std::size_t ReportPeriods::indexOf(catalog::Microseconds at) const {
    const auto next = std::ranges::upper_bound(beginnings_, at);
    const auto index = next - beginnings_.begin();
    return index == 0 ? 0 : static_cast<std::size_t>(index - 1);
}

}  // namespace tl::services
