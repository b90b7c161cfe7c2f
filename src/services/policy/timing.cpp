#include "services/policy/timing.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/policy/timing_words.h"

namespace tl::services {

namespace {

using Words = std::vector<std::string>;

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw Error{ErrorKind::InvalidInput, "the timing " + tl::quoted(text) + " " + why};
}

constexpr const char* kForms =
    "is not understood: write a preset (hourly, daily 02:30, weekdays 20:00, weekly sun 03:00, "
    "monthly 15 04:00, yearly), an interval (every 6h) or the five fields of cron (30 2 * * 1-5)";

std::optional<std::int64_t> numberIn(std::string_view text) {
    constexpr std::size_t kDigitsMax = 9;
    const bool isNumber = !text.empty() && text.size() <= kDigitsMax &&
                          std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber) return std::nullopt;
    return std::stoll(std::string{text});
}

/// `HH:MM`, or `:MM` where only the minute counts, as cron's first two fields; `1:30` is fine.
struct ClockTime {
    std::int64_t hour = 0;
    std::int64_t minute = 0;
};

std::optional<ClockTime> takeTime(Words& words, std::string_view text) {
    if (words.empty() || words.back().find(':') == std::string::npos) return std::nullopt;
    const std::string word = words.back();
    words.pop_back();
    const std::size_t colon = word.find(':');
    const auto hour = colon == 0 ? 0 : numberIn(word.substr(0, colon));
    const auto minute = numberIn(word.substr(colon + 1));
    if (!hour || !minute || *hour > 23 || *minute > 59 || word.size() - colon != 3)
        refuse(text, "has no time of day in " + tl::quoted(word) + ": write it as 02:30");
    return ClockTime{*hour, *minute};
}

Interval parseInterval(const Words& words, std::string_view text) {
    constexpr std::chrono::seconds kLongest = std::chrono::days{366};
    std::string amount;
    for (std::size_t i = 1; i < words.size(); ++i)
        amount += words[i];
    const std::string_view digits =
        std::string_view{amount}.substr(0, amount.empty() ? 0 : amount.size() - 1);
    const std::int64_t number = numberIn(digits).value_or(-1);
    std::chrono::seconds unit{0};
    switch (amount.empty() ? ' ' : amount.back()) {
        case 'm':
            unit = std::chrono::minutes{1};
            break;
        case 'h':
            unit = std::chrono::hours{1};
            break;
        case 'd':
            unit = std::chrono::days{1};
            break;
        case 'w':
            unit = std::chrono::weeks{1};
            break;
        default:
            break;
    }
    if (number < 0 || unit.count() == 0)
        refuse(text, "is no interval: write every 90m, every 6h, every 2d or every 1w");
    if (number < 1 || number > kLongest / unit) refuse(text, "is not between a minute and a year");
    return {.length = number * unit};
}

/// The rest of cron's fields behind minute and hour; takes its words.
std::string daysOf(const std::string& preset, Words& words, std::string_view text) {
    constexpr std::int64_t kInEveryMonth = 28;
    std::string choice;
    if ((preset == "weekly" || preset == "monthly") && !words.empty()) {
        choice = words.front();
        words.erase(words.begin());
    }
    if (preset == "hourly" || preset == "daily" || preset == "midnight") return " * * *";
    if (preset == "weekdays") return " * * 1-5";
    if (preset == "weekly") return " * * " + (choice.empty() ? "0" : choice);
    if (preset == "yearly" || preset == "annually") return " 1 1 *";
    if (preset != "monthly") refuse(text, kForms);
    const auto day = choice.empty() ? 1 : numberIn(choice);
    if (!day || *day < 1 || *day > kInEveryMonth)
        refuse(text, "is to name a day that every month has, 1 to 28");
    return " " + std::to_string(*day) + " * *";
}

CalendarRule parsePreset(Words words, std::string_view text) {
    std::string preset = words.front();
    if (preset.starts_with('@')) preset.erase(0, 1);
    words.erase(words.begin());
    const auto time = takeTime(words, text);
    if (time && !words.empty() && words.back() == "at") words.pop_back();
    const std::string days = daysOf(preset, words, text);
    if (!words.empty()) refuse(text, "has a word too many: " + tl::quoted(words.front()));
    const ClockTime at = time.value_or(ClockTime{});
    const std::string hour = preset == "hourly" ? "*" : std::to_string(at.hour);
    return parseCalendarRule(std::to_string(at.minute) + " " + hour + days);
}

}  // namespace

Timing parseTiming(std::string_view text) {
    Words words;
    for (const std::string_view word : wordsOf(text))
        words.push_back(lowerCase(word));
    if (words.empty()) refuse(text, kForms);
    const char first = words.front().front();
    if ((first >= '0' && first <= '9') || first == '*') return parseCalendarRule(text);
    if (words.front() == "every" || words.front() == "@every") return parseInterval(words, text);
    return parsePreset(std::move(words), text);
}

}  // namespace tl::services
