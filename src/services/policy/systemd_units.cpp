#include "services/policy/systemd_units.h"

#include <array>
#include <bitset>
#include <cstddef>

#include <fmt/format.h>

#include "infra/errors/printable.h"
#include "services/policy/schedule_rules.h"

namespace tl::services {

namespace {

using catalog::ScheduleDefinition;

/// The numbers from `first` on that are set, with commas; `*` for all.
template <std::size_t Size>
std::string listOf(const std::bitset<Size>& bits, std::size_t first) {
    std::string list;
    std::size_t count = 0;
    for (std::size_t i = first; i < Size; ++i) {
        if (!bits.test(i)) continue;
        list += (list.empty() ? "" : ",") + fmt::format("{:02}", i);
        ++count;
    }
    return count == Size - first ? "*" : list;
}

std::string weekdaysOf(const std::bitset<CalendarRule::kWeekdays>& weekdays) {
    constexpr std::array kNames{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    std::string list;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (weekdays.test(i)) list += (list.empty() ? "" : ",") + std::string{kNames[i]};
    return weekdays.all() ? std::string{} : list + " ";
}

std::string calendarLine(const CalendarRule& rule,
                         const std::string& weekdays,
                         const std::string& days) {
    return fmt::format("OnCalendar={}*-{}-{} {}:{}:00\n", weekdays, listOf(rule.months, 1), days,
                       listOf(rule.hours, 0), listOf(rule.minutes, 0));
}

std::string timingLines(const Timing& timing) {
    if (const auto* interval = std::get_if<Interval>(&timing))
        return fmt::format(
            "# Counted from the last run, where `tl serve` counts from 1970.\n"
            "OnActiveSec={0}s\nOnUnitActiveSec={0}s\n",
            interval->length.count());
    const auto& rule = std::get<CalendarRule>(timing);
    const std::string weekdays = weekdaysOf(rule.weekdays);
    const std::string days = listOf(rule.days, 1);
    if (!rule.isEitherDay) return calendarLine(rule, weekdays, days);
    // Several lines are joined by "or", as cron joins its two kinds of days.
    return calendarLine(rule, "", days) + calendarLine(rule, weekdays, "*");
}

/// As systemd-escape(1): what no name of a unit may hold, by its bytes.
std::string unitName(const std::string& schedule) {
    std::string name = "timelocker-";
    for (const char c : schedule) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        name += isPlain ? std::string{c} : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return name;
}

/// One word of a line, whatever it holds.
std::string word(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        if (c == '%' || c == '$') quoted += c;
        quoted += c;
    }
    return quoted + "\"";
}

std::string serviceOf(const ScheduleDefinition& schedule,
                      const std::string& description,
                      const UnitSettings& settings) {
    constexpr int kRestartSeconds = 300;
    std::string text = "[Unit]\nDescription=" + description + "\n";
    if (settings.isOfSystem) text += "Wants=network-online.target\nAfter=network-online.target\n";
    if (schedule.retryCount > 0)
        text +=
            fmt::format("StartLimitIntervalSec={}\nStartLimitBurst={}\n",
                        (schedule.retryCount + 1) * kRestartSeconds * 2, schedule.retryCount + 1);
    text += "\n[Service]\nType=oneshot\n";
    if (schedule.retryCount > 0)
        text += fmt::format("Restart=on-failure\nRestartSec={}\n", kRestartSeconds);
    if (!settings.catalog.empty()) {
        // No variables are looked for in this line, so a dollar stands for itself.
        std::string setting;
        for (const char c : word("TIMELOCKER_CATALOG=" + settings.catalog))
            if (c != '$' || !setting.ends_with('$')) setting += c;
        text += "Environment=" + setting + "\n";
    }
    // Three: a backup of all but some files that could not be read.
    text += "SuccessExitStatus=3\nExecStart=" + word(settings.program) +
            " schedule run --if-allowed " + word(schedule.name) + "\n";
    return text;
}

std::string timerOf(const ScheduleDefinition& schedule,
                    const ScheduleRules& rules,
                    const std::string& description) {
    std::string text = "[Unit]\nDescription=" + description + "\n\n[Timer]\n";
    text += timingLines(rules.timing);
    if (!schedule.skipsMissed && std::holds_alternative<CalendarRule>(rules.timing))
        text += "Persistent=true\n";
    if (rules.jitter.count() > 0)
        text += fmt::format("RandomizedDelaySec={}s\n", rules.jitter.count());
    return text + "\n[Install]\nWantedBy=timers.target\n";
}

}  // namespace

std::vector<UnitFile> systemdUnits(const ScheduleDefinition& schedule,
                                   const UnitSettings& settings) {
    const ScheduleRules rules = parseSchedule(schedule);
    const std::string name = unitName(schedule.name);
    const std::string description =
        fmt::format("TimeLocker: {} ({} of {})", schedule.name, schedule.action, schedule.subject);
    return {{name + ".service", serviceOf(schedule, description, settings)},
            {name + ".timer", timerOf(schedule, rules, description)}};
}

}  // namespace tl::services
