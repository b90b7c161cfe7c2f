#include "infra/engine/mount/go_time_format.h"

#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace tl::engine {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

struct Moment {
    CivilTime civil;
    std::size_t weekday = 0;  ///< 0: Sunday.
    std::int32_t offsetSeconds = 0;
};

Moment toMoment(const Timestamp& time) {
    constexpr std::int64_t kDay = 86400;
    const std::int64_t local = time.seconds + time.offsetSeconds;
    const std::int64_t days = local / kDay - (local % kDay < 0 ? 1 : 0);
    constexpr std::int64_t kThursday = 4;  // 1970-01-01 was one.
    return {.civil = toCivil(time),
            .weekday = static_cast<std::size_t>(((days + kThursday) % 7 + 7) % 7),
            .offsetSeconds = time.offsetSeconds};
}

std::string formatOffset(std::int32_t seconds, std::string_view separator) {
    const std::int32_t minutes = std::abs(seconds) / 60;
    return fmt::format("{}{:02}{}{:02}", seconds < 0 ? '-' : '+', minutes / 60, separator,
                       minutes % 60);
}

std::string formatElement(std::string_view element, const Moment& moment) {
    const CivilTime& civil = moment.civil;
    const auto month = static_cast<std::size_t>(civil.month - 1);
    const int hour12 = civil.hour % 12 == 0 ? 12 : civil.hour % 12;
    if (element == "January") return std::string{kMonths[month]};
    if (element == "Jan") return std::string{kMonths[month].substr(0, 3)};
    if (element == "Monday") return std::string{kDays[moment.weekday]};
    if (element == "Mon") return std::string{kDays[moment.weekday].substr(0, 3)};
    if (element == "2006") return fmt::format("{:04}", civil.year);
    if (element == "06") return fmt::format("{:02}", civil.year % 100);
    if (element == "01") return fmt::format("{:02}", civil.month);
    if (element == "02") return fmt::format("{:02}", civil.day);
    if (element == "_2") return fmt::format("{:2}", civil.day);
    if (element == "15") return fmt::format("{:02}", civil.hour);
    if (element == "03") return fmt::format("{:02}", hour12);
    if (element == "04") return fmt::format("{:02}", civil.minute);
    if (element == "05") return fmt::format("{:02}", civil.second);
    if (element == "PM") return civil.hour < 12 ? "AM" : "PM";
    if (element == "pm") return civil.hour < 12 ? "am" : "pm";
    if (element.starts_with('Z') && moment.offsetSeconds == 0) return "Z";
    if (element == "Z07:00" || element == "-07:00") return formatOffset(moment.offsetSeconds, ":");
    if (element == "Z0700" || element == "-0700" || element == "MST")
        return formatOffset(moment.offsetSeconds, "");
    if (element == "1") return std::to_string(civil.month);
    if (element == "2") return std::to_string(civil.day);
    if (element == "3") return std::to_string(hour12);
    if (element == "4") return std::to_string(civil.minute);
    return std::to_string(civil.second);  // "5"
}

/// Longer ones first: "Jan" is the beginning of "January".
constexpr std::array<std::string_view, 25> kElements = {
    "January", "Jan", "Monday", "Mon", "MST", "2006", "Z07:00", "-07:00", "Z0700",
    "-0700",   "_2",  "01",     "02",  "03",  "04",   "05",     "06",     "15",
    "PM",      "pm",  "1",      "2",   "3",   "4",    "5"};

std::string_view elementAt(std::string_view format) {
    for (const std::string_view element : kElements)
        if (format.starts_with(element)) return element;
    return {};
}

}  // namespace

std::string formatGoTime(std::string_view format, const Timestamp& time) {
    const Moment moment = toMoment(time);
    std::string text;
    while (!format.empty()) {
        const std::string_view element = elementAt(format);
        if (element.empty()) {
            text += format.front();
            format.remove_prefix(1);
        } else {
            text += formatElement(element, moment);
            format.remove_prefix(element.size());
        }
    }
    return text;
}

}  // namespace tl::engine
