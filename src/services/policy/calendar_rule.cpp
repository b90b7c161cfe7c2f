#include "services/policy/calendar_rule.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/policy/timing_words.h"

namespace tl::services {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year_month_day;

/// After so many days the calendar has shown all that it has: leap days on every day of the week.
constexpr days kHorizon{60 * 366};

constexpr std::array<std::string_view, 7> kDayNames{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 12> kMonthNames{
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

/// One of the five.
struct Field {
    const char* name;
    unsigned from;
    unsigned to;
    std::span<const std::string_view> names{};
    unsigned firstName = 0;  ///< The number of the first name.
};

constexpr Field kMinuteField{"minute", 0, 59};
constexpr Field kHourField{"hour", 0, 23};
constexpr Field kDayField{"day of the month", 1, 31};
constexpr Field kMonthField{"month", 1, 12, kMonthNames, 1};
constexpr Field kWeekdayField{"day of the week", 0, 7, kDayNames, 0};

[[noreturn]] void refuse(const Field& field, std::string_view text, const std::string& why) {
    throw Error{ErrorKind::InvalidInput,
                "the " + std::string{field.name} + " " + tl::quoted(text) + " " + why};
}

unsigned numberOf(std::string_view word, const Field& field) {
    constexpr std::size_t kNameLengthMin = 3;
    constexpr std::size_t kDigitsMax = 4;
    const std::string lower = lowerCase(word);
    for (std::size_t i = 0; i < field.names.size(); ++i)
        if (lower.size() >= kNameLengthMin && field.names[i].starts_with(lower))
            return field.firstName + static_cast<unsigned>(i);
    const bool isNumber = !word.empty() && word.size() <= kDigitsMax &&
                          std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber) refuse(field, word, "is no number or name of one");
    const unsigned value = static_cast<unsigned>(std::stoul(std::string{word}));
    if (value < field.from || value > field.to)
        refuse(field, word,
               "is not between " + std::to_string(field.from) + " and " + std::to_string(field.to));
    return value;
}

/// `*`, `a`, `a-b`, each perhaps with `/n`.
std::vector<unsigned> valuesOf(std::string_view item, const Field& field) {
    const std::size_t slash = item.find('/');
    const std::string_view range = item.substr(0, slash);
    unsigned step = 1;
    if (slash != std::string_view::npos) {
        const Field stepField{field.name, 1, std::max(field.to, 1U)};
        step = numberOf(item.substr(slash + 1), stepField);
    }
    unsigned from = field.from;
    unsigned to = field.to;
    // Sunday is both the first and the last of them: `*` counts it once.
    if (range == "*" && field.names.size() == kDayNames.size()) to = 6;
    if (range != "*") {
        const std::size_t dash = range.find('-');
        from = numberOf(range.substr(0, dash), field);
        if (dash != std::string_view::npos) {
            to = numberOf(range.substr(dash + 1), field);
            if (field.names.size() == kDayNames.size() && to == 0 && from > 0) to = 7;
        } else if (slash == std::string_view::npos) {
            to = from;
        }
        if (to < from) refuse(field, item, "ends before it begins: write two ranges with a comma");
    }
    std::vector<unsigned> values;
    for (unsigned value = from; value <= to; value += step)
        values.push_back(value);
    return values;
}

template <std::size_t Size>
void read(std::string_view text, const Field& field, std::bitset<Size>& bits) {
    for (const std::string_view item : splitAt(text, ',')) {
        if (item.empty()) refuse(field, text, "has nothing between two commas");
        for (const unsigned value : valuesOf(item, field))
            bits.set(value % Size);
    }
}

std::optional<minutes> firstTime(const CalendarRule& rule, minutes notBefore) {
    for (minutes time = notBefore; time < days{1}; ++time) {
        const auto hour = static_cast<std::size_t>(time / hours{1});
        if (!rule.hours.test(hour))
            time = hours{hour} + minutes{CalendarRule::kMinutes - 1};
        else if (rule.minutes.test(static_cast<std::size_t>(time.count()) % CalendarRule::kMinutes))
            return time;
    }
    return std::nullopt;
}

}  // namespace

bool CalendarRule::matchesDay(sys_days day) const {
    const year_month_day date{day};
    if (!months.test(static_cast<unsigned>(date.month()))) return false;
    const bool isOfMonth = days.test(static_cast<unsigned>(date.day()));
    const bool isOfWeek = weekdays.test(std::chrono::weekday{day}.c_encoding());
    return isEitherDay ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
}

CalendarRule parseCalendarRule(std::string_view text) {
    const std::vector<std::string_view> words = wordsOf(text);
    constexpr std::size_t kFields = 5;
    if (words.size() != kFields)
        throw Error{ErrorKind::InvalidInput,
                    tl::quoted(text) +
                        " is no cron expression: it is to have five fields (minute, "
                        "hour, day of the month, month, day of the week)"};
    CalendarRule rule;
    read(words[0], kMinuteField, rule.minutes);
    read(words[1], kHourField, rule.hours);
    read(words[2], kDayField, rule.days);
    read(words[3], kMonthField, rule.months);
    read(words[4], kWeekdayField, rule.weekdays);
    rule.isEitherDay = !words[2].starts_with('*') && !words[4].starts_with('*');
    if (!nextMatch(rule, WallSeconds{0}))
        throw Error{ErrorKind::InvalidInput,
                    tl::quoted(text) + " never comes: no such day is in the calendar"};
    return rule;
}

std::optional<WallSeconds> nextMatch(const CalendarRule& rule, WallSeconds after) {
    const auto first = std::chrono::floor<minutes>(after) + minutes{1};
    auto day = std::chrono::floor<days>(first);
    const days last = day + kHorizon;
    minutes notBefore = first - day;
    for (; day < last; day += days{1}) {
        if (rule.matchesDay(sys_days{day}))
            if (const auto time = firstTime(rule, notBefore)) return day + *time;
        notBefore = minutes{0};
    }
    return std::nullopt;
}

}  // namespace tl::services
