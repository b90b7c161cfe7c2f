#include "services/policy/schedule_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/repository/prunes.h"
#include "services/repository/read_data.h"
#include "services/repository/text_values.h"

namespace tl::services {

namespace {

using catalog::ScheduleDefinition;

constexpr std::array kActions{std::pair{ScheduleAction::Backup, "backup"},
                              std::pair{ScheduleAction::Check, "check"},
                              std::pair{ScheduleAction::Prune, "prune"},
                              std::pair{ScheduleAction::Forget, "forget"},
                              std::pair{ScheduleAction::Copy, "copy"},
                              std::pair{ScheduleAction::Checkpoint, "checkpoint"}};
constexpr std::array kConditions{std::pair{RunCondition::MainsPower, "mains-power"},
                                 std::pair{RunCondition::Unmetered, "unmetered"},
                                 std::pair{RunCondition::Idle, "idle"}};

[[noreturn]] void refuse(const std::string& why) {
    throw Error{ErrorKind::InvalidInput, why};
}

/// The value that `word` names in the table.
template <typename Table>
auto valueIn(const Table& table, const std::string& word, const char* what) {
    std::string all;
    for (const auto& [value, name] : table) {
        if (word == name) return value;
        all += (all.empty() ? "" : ", ") + std::string{name};
    }
    refuse(std::string{what} + " " + tl::quoted(word) + " is to be one of " + all);
}

template <typename Table, typename Value>
const char* nameIn(const Table& table, Value value) noexcept {
    for (const auto& [one, name] : table)
        if (one == value) return name;
    return "";
}

/// Settings that an action understands; all of them understand `jitter`.
std::set<std::string_view> settingsOf(ScheduleAction action) {
    switch (action) {
        case ScheduleAction::Backup:
        case ScheduleAction::Checkpoint:
            return {};
        case ScheduleAction::Check:
            return {"read-data-subset"};
        case ScheduleAction::Prune:
            return {"max-unused"};
        case ScheduleAction::Forget:
            return {"prune", "max-unused", "remove-all"};
        case ScheduleAction::Copy:
            return {"to"};
    }
    return {};
}

void requireSetting(const std::string& key, const std::string& value) {
    if (key == "read-data-subset") (void)parseReadDataSubset(value);
    if (key == "max-unused") (void)parseUnusedLimit(value);
    if ((key == "prune" || key == "remove-all") && value != "yes")
        refuse("the setting " + key + " is to be yes, or not there at all");
}

std::chrono::seconds parseJitter(const std::string& text) {
    constexpr std::chrono::hours kLongest{24};
    const auto jitter = parseDuration(text);
    if (jitter < std::chrono::seconds{0} || jitter > kLongest)
        refuse("the jitter " + tl::quoted(text) + " is to be a duration of at most 24h");
    return std::chrono::ceil<std::chrono::seconds>(jitter);
}

void readSettings(const ScheduleDefinition& schedule, ScheduleRules& rules) {
    const auto known = settingsOf(rules.action);
    for (const auto& [key, value] : schedule.settings) {
        if (key == "jitter") {
            rules.jitter = parseJitter(value);
            continue;
        }
        if (!known.contains(key)) {
            std::string all = "jitter";
            for (const std::string_view one : known)
                all += ", " + std::string{one};
            refuse("a schedule for " + schedule.action + " has no setting " + tl::quoted(key) +
                   "; there is " + all);
        }
        requireSetting(key, value);
    }
    if (rules.action != ScheduleAction::Copy) return;
    const auto to = schedule.settings.find("to");
    if (to == schedule.settings.end())
        refuse("a copy needs the repository that it goes to: --set to=NAME");
    if (to->second == schedule.subject) refuse("a repository cannot be copied to itself");
}

}  // namespace

const char* nameOf(ScheduleAction action) noexcept {
    return nameIn(kActions, action);
}

bool isOfEachMachine(ScheduleAction action) noexcept {
    return action == ScheduleAction::Checkpoint;
}

const char* nameOf(RunCondition condition) noexcept {
    return nameIn(kConditions, condition);
}

ScheduleRules parseSchedule(const ScheduleDefinition& schedule) {
    constexpr std::int64_t kRetriesMax = 100;
    ScheduleRules rules{.action = valueIn(kActions, schedule.action, "the action"),
                        .timing = parseTiming(schedule.timing)};
    if (schedule.subject.empty())
        refuse(std::string{"the schedule is to name a "} +
               (rules.action == ScheduleAction::Backup ? "target" : "repository"));
    if (!schedule.window.empty()) {
        rules.window = parseDaySpan(schedule.window);
        if (!rules.window)
            refuse("the window " + tl::quoted(schedule.window) +
                   " is to be two times of day, such as 22:00-06:00");
    }
    for (const std::string& condition : schedule.conditions)
        rules.conditions.push_back(valueIn(kConditions, condition, "the condition"));
    if (schedule.retryCount < 0 || schedule.retryCount > kRetriesMax)
        refuse("a run is tried again between 0 and 100 times, not " +
               std::to_string(schedule.retryCount));
    readSettings(schedule, rules);
    return rules;
}

}  // namespace tl::services
