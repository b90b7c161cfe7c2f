#include "infra/platform/posix_time_zone_rule.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace tl {

namespace {

constexpr std::int64_t kSecondsPerDay = 86400;
// The calendar repeats after 400 years, weekdays included.
constexpr std::int64_t kSecondsPerCycle = 146097 * kSecondsPerDay;

bool isDigit(char character) noexcept {
    return character >= '0' && character <= '9';
}

/// Reads a rule from the left. Every member returns nothing at the first wrong character.
class RuleReader {
  public:
    explicit RuleReader(std::string_view text) : rest_{text} {}

    [[nodiscard]] bool atEnd() const noexcept { return rest_.empty(); }
    [[nodiscard]] char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }

    bool accept(char wanted) noexcept {
        if (peek() != wanted || rest_.empty()) return false;
        rest_.remove_prefix(1);
        return true;
    }

    /// Passes over a zone's name: `<…>` or at least three characters up to an offset or a comma.
    bool skipName() noexcept {
        if (accept('<')) {
            const std::size_t end = rest_.find('>');
            if (end == std::string_view::npos) return false;
            rest_.remove_prefix(end + 1);
            return true;
        }
        const std::size_t size = std::min(rest_.find_first_of("0123456789,-+"), rest_.size());
        if (size < 3) return false;
        rest_.remove_prefix(size);
        return true;
    }

    std::optional<int> number(int least, int most) noexcept {
        if (!isDigit(peek())) return std::nullopt;
        int value = 0;
        while (isDigit(peek())) {
            value = value * 10 + (peek() - '0');
            if (value > most) return std::nullopt;
            rest_.remove_prefix(1);
        }
        return value < least ? std::nullopt : std::optional{value};
    }

    /// `[+-]hours[:minutes[:seconds]]`, in seconds.
    std::optional<std::int32_t> time() noexcept {
        const bool isNegative = peek() == '-';
        if (isNegative || peek() == '+') rest_.remove_prefix(1);
        const auto hours = number(0, 24 * 7);
        if (!hours) return std::nullopt;
        std::int32_t seconds = *hours * 3600;
        for (const int unit : {60, 1}) {
            if (!accept(':')) break;
            const auto part = number(0, 59);
            if (!part) return std::nullopt;
            seconds += *part * unit;
        }
        return isNegative ? -seconds : seconds;
    }

    std::optional<YearlyChange> change() noexcept {
        auto result = changeDay();
        if (!result) return std::nullopt;
        result->timeSeconds = 2 * 3600;
        if (accept('/')) {
            const auto seconds = time();
            if (!seconds) return std::nullopt;
            result->timeSeconds = *seconds;
        }
        return result;
    }

  private:
    std::optional<YearlyChange> changeDay() noexcept {
        using Kind = YearlyChange::Kind;
        if (accept('M')) return weekdayOfMonth();
        const bool withoutLeap = accept('J');
        const auto day = number(withoutLeap ? 1 : 0, 365);
        if (!day) return std::nullopt;
        return YearlyChange{.kind = withoutLeap ? Kind::DayWithoutLeap : Kind::DayOfYear,
                            .day = *day};
    }

    std::optional<YearlyChange> weekdayOfMonth() noexcept {
        const auto month = number(1, 12);
        if (!month || !accept('.')) return std::nullopt;
        const auto week = number(1, 5);
        if (!week || !accept('.')) return std::nullopt;
        const auto day = number(0, 6);
        if (!day) return std::nullopt;
        return YearlyChange{.kind = YearlyChange::Kind::WeekdayOfMonth,
                            .day = *day,
                            .week = *week,
                            .month = *month};
    }

    std::string_view rest_;
};

std::chrono::sys_days dayOf(const YearlyChange& change, std::chrono::year year) {
    using std::chrono::days;
    const std::chrono::sys_days newYear{year / std::chrono::January / 1};
    switch (change.kind) {
        case YearlyChange::Kind::DayWithoutLeap: {
            const bool isAfterLeapDay = year.is_leap() && change.day >= 60;
            return newYear + days{change.day - 1 + (isAfterLeapDay ? 1 : 0)};
        }
        case YearlyChange::Kind::DayOfYear:
            return newYear + days{change.day};
        case YearlyChange::Kind::WeekdayOfMonth:
            break;
    }
    const std::chrono::year_month month{year,
                                        std::chrono::month{static_cast<unsigned>(change.month)}};
    const std::chrono::weekday weekday{static_cast<unsigned>(change.day)};
    if (change.week == 5) return std::chrono::sys_days{month / weekday[std::chrono::last]};
    return std::chrono::sys_days{month / weekday[static_cast<unsigned>(change.week)]};
}

std::int64_t secondsOf(std::chrono::sys_days day) {
    return std::int64_t{day.time_since_epoch().count()} * kSecondsPerDay;
}

std::int64_t momentOf(const YearlyChange& change,
                      std::chrono::year year,
                      std::int32_t offsetBefore) {
    return secondsOf(dayOf(change, year)) + change.timeSeconds - offsetBefore;
}

}  // namespace

std::optional<PosixTimeZoneRule> PosixTimeZoneRule::parse(std::string_view text) {
    RuleReader reader{text};
    PosixTimeZoneRule rule;
    if (!reader.skipName()) return std::nullopt;
    const auto west = reader.time();
    if (!west) return std::nullopt;
    // The text counts west of Greenwich, this class east.
    rule.standardOffset_ = -*west;
    if (reader.atEnd() || reader.peek() == ',') return rule;

    Summer summer{.offsetSeconds = rule.standardOffset_ + 3600};
    if (!reader.skipName()) return std::nullopt;
    if (!reader.atEnd() && reader.peek() != ',') {
        const auto summerWest = reader.time();
        if (!summerWest) return std::nullopt;
        summer.offsetSeconds = -*summerWest;
    }
    // Without dates, the United States' rule holds.
    if (reader.atEnd()) reader = RuleReader{",M3.2.0,M11.1.0"};
    if (!reader.accept(',') && !reader.accept(';')) return std::nullopt;
    const auto begin = reader.change();
    if (!begin || !reader.accept(',')) return std::nullopt;
    const auto end = reader.change();
    if (!end || !reader.atEnd()) return std::nullopt;
    summer.begin = *begin;
    summer.end = *end;
    rule.summer_ = summer;
    return rule;
}

OffsetRange PosixTimeZoneRule::rangeAt(std::int64_t unixSeconds) const {
    if (!summer_) {
        return {.begin = std::numeric_limits<std::int64_t>::min(),
                .end = std::numeric_limits<std::int64_t>::max(),
                .offsetSeconds = standardOffset_};
    }
    // Calendar types hold years up to 32767 only, so count within one cycle from 1970 on. The clamp
    // keeps sums in range; it is some 10^11 years away.
    const std::int64_t seconds =
        std::clamp(unixSeconds, -(std::int64_t{1} << 62), std::int64_t{1} << 62);
    const std::int64_t within = (seconds % kSecondsPerCycle + kSecondsPerCycle) % kSecondsPerCycle;
    const std::int64_t cycle = seconds - within;
    const std::chrono::sys_days day{std::chrono::days{within / kSecondsPerDay}};
    const std::chrono::year year = std::chrono::year_month_day{day}.year();

    std::int64_t first = momentOf(summer_->begin, year, standardOffset_);
    std::int64_t second = momentOf(summer_->end, year, summer_->offsetSeconds);
    std::int32_t inner = summer_->offsetSeconds;
    std::int32_t outer = standardOffset_;
    // South of the equator summer lies across the turn of the year.
    if (second < first) {
        std::swap(first, second);
        std::swap(inner, outer);
    }
    const std::int64_t newYear = secondsOf(year / std::chrono::January / 1);
    const std::int64_t nextYear =
        secondsOf((year + std::chrono::years{1}) / std::chrono::January / 1);
    if (within < first) return {cycle + newYear, cycle + first, outer};
    if (within < second) return {cycle + first, cycle + second, inner};
    return {cycle + second, cycle + nextYear, outer};
}

}  // namespace tl
