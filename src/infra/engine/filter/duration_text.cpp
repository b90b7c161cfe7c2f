#include "infra/engine/filter/duration_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

#include "infra/engine/filter/text_lines.h"

namespace tl::engine {

namespace {

constexpr std::string_view kDigits = "0123456789";

/// Takes the digits at the front.
std::string_view takeDigits(std::string_view& text) {
    const std::size_t size = std::min(text.find_first_not_of(kDigits), text.size());
    const std::string_view digits = text.substr(0, size);
    text.remove_prefix(size);
    return digits;
}

template <typename Number>
std::optional<Number> parseNumber(std::string_view digits) {
    Number number{};
    const char* end = digits.data() + digits.size();
    const auto [stopped, problem] = std::from_chars(digits.data(), end, number);
    if (problem != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

int* partOf(CalendarDuration& duration, char unit) noexcept {
    switch (unit) {
        case 'y':
            return &duration.years;
        case 'm':
            return &duration.months;
        case 'd':
            return &duration.days;
        case 'h':
            return &duration.hours;
        default:
            return nullptr;
    }
}

constexpr std::uint64_t kNanosecondsMax = std::numeric_limits<std::int64_t>::max();

struct ClockUnit {
    std::string_view name;
    std::uint64_t nanoseconds;
};

// Both the micro sign and the Greek letter mu are in use.
constexpr std::array<ClockUnit, 8> kClockUnits{{{"ns", 1},
                                                {"us", 1'000},
                                                {"\xC2\xB5s", 1'000},
                                                {"\xCE\xBCs", 1'000},
                                                {"ms", 1'000'000},
                                                {"s", 1'000'000'000},
                                                {"m", 60'000'000'000},
                                                {"h", 3'600'000'000'000}}};

/// Nanoseconds of the fraction 0.`digits` of a unit, cut.
std::uint64_t fractionOf(std::string_view digits, std::uint64_t unit) {
    // More digits do not fit, and are below a nanosecond in every unit.
    std::uint64_t numerator = 0;
    double denominator = 1;
    for (const char digit : digits) {
        if (numerator > kNanosecondsMax / 10) break;
        numerator = numerator * 10 + static_cast<std::uint64_t>(digit - '0');
        denominator *= 10;
    }
    const double perDigit = static_cast<double>(unit) / denominator;
    return static_cast<std::uint64_t>(static_cast<double>(numerator) * perDigit);
}

/// Takes a number and its unit from the front; nothing when they are malformed or too much.
std::optional<std::uint64_t> takeClockPart(std::string_view& text) {
    const std::string_view whole = takeDigits(text);
    std::string_view fraction;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        fraction = takeDigits(text);
    }
    if (whole.empty() && fraction.empty()) return std::nullopt;
    const std::size_t nameSize = std::min(text.find_first_of(".0123456789"), text.size());
    const auto unit = std::ranges::find(kClockUnits, text.substr(0, nameSize), &ClockUnit::name);
    if (unit == kClockUnits.end()) return std::nullopt;
    text.remove_prefix(nameSize);
    const auto number = whole.empty() ? std::uint64_t{0} : parseNumber<std::uint64_t>(whole);
    if (!number || *number > kNanosecondsMax / unit->nanoseconds) return std::nullopt;
    return *number * unit->nanoseconds + fractionOf(fraction, unit->nanoseconds);
}

}  // namespace

std::optional<CalendarDuration> parseCalendarDuration(std::string_view text) {
    text = trimSpace(text);
    CalendarDuration duration;
    while (!text.empty()) {
        const bool isNegative = text.starts_with('-');
        if (isNegative) text.remove_prefix(1);
        const auto number = parseNumber<int>(takeDigits(text));
        if (!number || text.empty()) return std::nullopt;
        int* part = partOf(duration, text.front());
        if (part == nullptr) return std::nullopt;
        *part = isNegative ? -*number : *number;
        text.remove_prefix(1);
    }
    return duration;
}

std::string toText(const CalendarDuration& duration) {
    std::string text;
    const auto append = [&text](int number, char unit) {
        if (number != 0) text.append(std::to_string(number)).push_back(unit);
    };
    append(duration.years, 'y');
    append(duration.months, 'm');
    append(duration.days, 'd');
    append(duration.hours, 'h');
    return text;
}

std::optional<std::chrono::nanoseconds> parseClockDuration(std::string_view text) {
    const bool isNegative = text.starts_with('-');
    if (isNegative || text.starts_with('+')) text.remove_prefix(1);
    if (text == "0") return std::chrono::nanoseconds{0};
    if (text.empty()) return std::nullopt;
    std::uint64_t sum = 0;
    while (!text.empty()) {
        const auto part = takeClockPart(text);
        if (!part || *part > kNanosecondsMax - sum) return std::nullopt;
        sum += *part;
    }
    const auto nanoseconds = static_cast<std::int64_t>(sum);
    return std::chrono::nanoseconds{isNegative ? -nanoseconds : nanoseconds};
}

}  // namespace tl::engine
