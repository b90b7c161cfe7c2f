#include "infra/platform/utc_text.h"

#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace tl {

namespace {

namespace chrono = std::chrono;

constexpr std::string_view kShape = "0000-00-00T00:00:00.000000Z";

/// The number in `text` at `begin`; the shape is known to be right.
int numberAt(std::string_view text, std::size_t begin, std::size_t length) {
    int number = 0;
    std::from_chars(text.data() + begin, text.data() + begin + length, number);
    return number;
}

bool hasShape(std::string_view text) {
    if (text.size() != kShape.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isDigit = text[i] >= '0' && text[i] <= '9';
        if (kShape[i] == '0' ? !isDigit : text[i] != kShape[i]) return false;
    }
    return true;
}

}  // namespace

std::string utcText(WallTime time) {
    const chrono::sys_seconds point{chrono::seconds{time.seconds}};
    const chrono::sys_days day = chrono::floor<chrono::days>(point);
    const chrono::year_month_day date{day};
    const chrono::hh_mm_ss clock{point - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", int{date.year()},
                       unsigned{date.month()}, unsigned{date.day()}, clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(), time.nanoseconds / 1000);
}

std::optional<WallTime> parseUtcText(std::string_view text) {
    if (!hasShape(text)) return std::nullopt;
    const chrono::year_month_day date{chrono::year{numberAt(text, 0, 4)},
                                      chrono::month{static_cast<unsigned>(numberAt(text, 5, 2))},
                                      chrono::day{static_cast<unsigned>(numberAt(text, 8, 2))}};
    const int hour = numberAt(text, 11, 2);
    const int minute = numberAt(text, 14, 2);
    const int second = numberAt(text, 17, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const chrono::sys_seconds point = chrono::sys_days{date} + chrono::hours{hour} +
                                      chrono::minutes{minute} + chrono::seconds{second};
    return WallTime{.seconds = point.time_since_epoch().count(),
                    .nanoseconds = numberAt(text, 20, 6) * 1000};
}

}  // namespace tl
