#include "ui/cli/commands/schedule_options.h"

#include <algorithm>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::cli {

void ScheduleOptions::declare(OptionSet& options) {
    options.optionalText({"description", '\0', "text", "what it is for", "", {}}, description_);
    options.optionalText(
        {"hours",
         '\0',
         "span",
         "begin only between two times of day, such as 22:00-06:00 (empty: at any time)",
         "",
         {}},
        window_);
    options.list({"condition",
                  '\0',
                  "name",
                  "begin only when it holds: mains-power, unmetered, idle; none takes all away "
                  "(repeatable)",
                  "",
                  {"mains-power", "unmetered", "idle", "none"}},
                 conditions_);
    options.custom({"retries", '\0', "n", "try a run that failed again so often", "", {}},
                   [this](const std::string& value) {
                       constexpr std::uint64_t kAnyMore = 1'000'000;
                       const std::uint64_t count = parseNumber(value);
                       retryCount_ = static_cast<std::int64_t>(std::min(count, kAnyMore));
                   });
    options.list({"set",
                  '\0',
                  "key=value",
                  "a setting: jitter=DURATION; of copy: to=REPOSITORY; of forget: prune=yes, "
                  "remove-all=yes; of forget and prune: max-unused=LIMIT; of check: "
                  "read-data-subset=PART; without a value takes it away (repeatable)",
                  "",
                  {}},
                 settings_);
    options.optionalFlag(
        {"skip-missed", '\0', "", "let a run go that cannot begin within ten minutes", "", {}},
        skipsMissed_);
    options.optionalFlag({"paused", '\0', "", "do not run until --paused=false", "", {}},
                         isPaused_);
}

void ScheduleOptions::apply(services::ScheduleDefinition& schedule) const {
    if (description_) schedule.description = *description_;
    if (window_) schedule.window = *window_;
    if (!conditions_.empty()) schedule.conditions = conditions_;
    if (conditions_ == std::vector<std::string>{"none"}) schedule.conditions.clear();
    if (retryCount_) schedule.retryCount = *retryCount_;
    for (const std::string& setting : settings_) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Error{ErrorKind::InvalidInput,
                        "--set " + tl::quoted(setting) + " is to be KEY=VALUE"};
        const std::string key = setting.substr(0, equals);
        if (equals + 1 == setting.size())
            schedule.settings.erase(key);
        else
            schedule.settings[key] = setting.substr(equals + 1);
    }
    if (skipsMissed_) schedule.skipsMissed = *skipsMissed_;
    if (isPaused_) schedule.isPaused = *isPaused_;
}

}  // namespace tl::cli
