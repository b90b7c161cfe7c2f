#include "infra/resources/time_of_day.h"

#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

namespace tl {

using std::chrono::minutes;

namespace {

std::optional<int> parseTwoDigits(std::string_view text) {
    if (text.size() != 2) return std::nullopt;
    int number = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * 10 + (digit - '0');
    }
    return number;
}

std::optional<minutes> parseTime(std::string_view text) {
    constexpr std::size_t kLength = 5;
    if (text.size() != kLength || text[2] != ':') return std::nullopt;
    const auto hour = parseTwoDigits(text.substr(0, 2));
    const auto minute = parseTwoDigits(text.substr(3));
    if (!hour || !minute || *minute > 59) return std::nullopt;
    const minutes time = std::chrono::hours{*hour} + minutes{*minute};
    if (time > std::chrono::hours{24}) return std::nullopt;
    return time;
}

}  // namespace

std::optional<DaySpan> parseDaySpan(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto from = parseTime(text.substr(0, dash));
    const auto to = parseTime(text.substr(dash + 1));
    if (!from || !to) return std::nullopt;
    return DaySpan{.from = *from, .to = *to};
}

std::string toText(const DaySpan& span) {
    const auto from = span.from.count();
    const auto to = span.to.count();
    return fmt::format("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60);
}

std::chrono::seconds sinceMidnight(WallTime time, const TimeZone& zone) {
    constexpr std::int64_t kDay = 24 * 60 * 60;
    const std::int64_t second = (time.seconds + zone.offsetSeconds(time.seconds)) % kDay;
    return std::chrono::seconds{second < 0 ? second + kDay : second};
}

}  // namespace tl
