#include "services/repository/text_values.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "infra/engine/filter/size_text.h"
#include "infra/engine/format/timestamp.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::services {

namespace {

[[noreturn]] void fail(std::string_view text, const std::string& wanted) {
    throw Error{ErrorKind::InvalidInput, quoted(text) + " is no " + wanted};
}

/// The number that the digits of `text` at [begin, begin + count) make.
int digitsAt(std::string_view text, std::size_t begin, std::size_t count) {
    int number = 0;
    for (const char digit : text.substr(begin, count))
        number = number * 10 + (digit - '0');
    return number;
}

/// Reads "YYYY-MM-DD" or "YYYY-MM-DD hh:mm:ss".
std::optional<engine::CivilTime> parseCivil(std::string_view text) {
    constexpr std::string_view kShape = "dddd-dd-dd dd:dd:dd";
    constexpr std::size_t kDateSize = 10;
    if (text.size() != kShape.size() && text.size() != kDateSize) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isDigit = text[i] >= '0' && text[i] <= '9';
        if (kShape[i] == 'd' ? !isDigit : text[i] != kShape[i]) return std::nullopt;
    }
    engine::CivilTime civil;
    civil.year = digitsAt(text, 0, 4);
    civil.month = digitsAt(text, 5, 2);
    civil.day = digitsAt(text, 8, 2);
    if (text.size() == kShape.size()) {
        civil.hour = digitsAt(text, 11, 2);
        civil.minute = digitsAt(text, 14, 2);
        civil.second = digitsAt(text, 17, 2);
    }
    return civil;
}

bool hasShape(std::string_view text, std::string_view shape) {
    return std::ranges::equal(text, shape, [](char c, char wanted) {
        return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted;
    });
}

/// Takes an offset such as " +0730" from the end of `text`; nothing when there is none.
std::optional<std::int64_t> takeOffset(std::string_view& text) {
    constexpr std::size_t kSize = 6;
    if (text.size() <= kSize) return std::nullopt;
    const std::string_view offset = text.substr(text.size() - kSize);
    const bool isEast = hasShape(offset, " +dddd");
    if (!isEast && !hasShape(offset, " -dddd")) return std::nullopt;
    text.remove_suffix(kSize);
    const std::int64_t seconds = digitsAt(offset, 2, 2) * 3600 + digitsAt(offset, 4, 2) * 60;
    return isEast ? seconds : -seconds;
}

}  // namespace

std::uint64_t parseSize(std::string_view text) {
    if (const auto size = engine::parseSize(text)) return *size;
    fail(text, "size: write bytes, or a number with k, m, g or t, such as 50M");
}

std::chrono::nanoseconds parseDuration(std::string_view text) {
    const auto duration = engine::parseClockDuration(text);
    if (duration && duration->count() >= 0) return *duration;
    fail(text, "duration: write one such as 90s, 5m or 1h30m");
}

engine::CalendarDuration parseCalendarDuration(std::string_view text) {
    const auto duration = engine::parseCalendarDuration(text);
    if (duration && !duration->hasNegativePart()) return *duration;
    fail(text, "length of time: write years, months, days and hours, such as 1y5m7d2h");
}

WallTime parseLocalTime(std::string_view text, const TimeZone& zone) {
    const auto civil = parseCivil(text);
    if (!civil) fail(text, "time: write one such as \"2012-11-01 22:08:41\"");
    const std::int64_t asUtc = engine::toUnixSeconds(*civil);
    engine::Timestamp roundTrip;
    roundTrip.seconds = asUtc;
    if (engine::toCivil(roundTrip) != *civil) fail(text, "date that exists");
    // As Go's time.Date: the offset at the reading taken as UTC, else the one at the result.
    OffsetRange range = zone.rangeAt(asUtc);
    if (!range.contains(asUtc - range.offsetSeconds))
        range = zone.rangeAt(asUtc - range.offsetSeconds);
    return {.seconds = asUtc - range.offsetSeconds, .nanoseconds = 0};
}

WallTime parsePointInTime(std::string_view text, const TimeZone& zone) {
    std::string_view rest = text;
    const auto offset = takeOffset(rest);
    std::string usual{rest};
    constexpr std::string_view kDottedDate = "dd.dd.dddd";
    if (hasShape(rest.substr(0, kDottedDate.size()), kDottedDate))
        usual = usual.substr(6, 4) + "-" + usual.substr(3, 2) + "-" + usual.substr(0, 2) +
                usual.substr(kDottedDate.size());
    if (hasShape(usual, "dddd-dd-dd dd:dd")) usual += ":00";
    try {
        if (!offset) return parseLocalTime(usual, zone);
        const WallTime asUtc = parseLocalTime(usual, TimeZone::utc());
        return {.seconds = asUtc.seconds - *offset, .nanoseconds = 0};
    } catch (const Error&) {
        fail(text, "time: write one such as \"2012-11-01\" or \"2012-11-01 22:08:41\"");
    }
}

}  // namespace tl::services
