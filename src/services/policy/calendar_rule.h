// A rule of the calendar in cron's five fields: minute, hour, day of the month, month, day of the
// week. Which wall-clock times it names; when those are is next_run.h's business.
// **Source:** crontab(5) of Debian's cron.

#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tl::services {

/// What a clock and a calendar on the wall show, as the time since 1970-01-01 00:00 on that wall.
using WallSeconds = std::chrono::seconds;

struct CalendarRule {
    static constexpr std::size_t kMinutes = 60;
    static constexpr std::size_t kHours = 24;
    static constexpr std::size_t kDays = 32;     ///< 0 is not used.
    static constexpr std::size_t kMonths = 13;   ///< 0 is not used.
    static constexpr std::size_t kWeekdays = 7;  ///< 0 is Sunday.

    std::bitset<kMinutes> minutes{};
    std::bitset<kHours> hours{};
    std::bitset<kDays> days{};
    std::bitset<kMonths> months{};
    std::bitset<kWeekdays> weekdays{};
    /// Whether a day needs to match by one of the month and the week only: both were chosen.
    bool isEitherDay = false;

    /// Whether it runs in all hours of its days, so that an hour without it would be a gap.
    [[nodiscard]] bool isEveryHour() const { return hours.all(); }
    [[nodiscard]] bool matchesDay(std::chrono::sys_days day) const;
    bool operator==(const CalendarRule&) const = default;
};

/// Reads five fields with blanks between: numbers, names of months and days (`jan`, `Monday`), `*`,
/// ranges `a-b`, steps `*/n`, `a-b/n` and `a/n`, and lists of these with commas.
/// **Errors:** InvalidInput, naming the field; also for a rule that never comes.
[[nodiscard]] CalendarRule parseCalendarRule(std::string_view text);

/// The first minute after `after` that the rule names; nothing when none comes in 60 years.
[[nodiscard]] std::optional<WallSeconds> nextMatch(const CalendarRule& rule, WallSeconds after);

}  // namespace tl::services
