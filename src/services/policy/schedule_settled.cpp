#include "services/policy/schedule_settled.h"

#include <charconv>
#include <cstdint>

namespace tl::services {

namespace {

std::string settingOf(const std::string& schedule) {
    return "schedule_settled." + schedule;
}

}  // namespace

std::optional<Instant> settledUntil(catalog::Catalog& catalog, const std::string& schedule) {
    const std::string text = catalog.settings().value(settingOf(schedule));
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    // What somebody has spoilt counts as not there: then nothing is owed from before.
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size())
        return std::nullopt;
    return Instant{seconds};
}

void settle(catalog::Catalog& catalog, const std::string& schedule, Instant until) {
    catalog.settings().set(settingOf(schedule), std::to_string(until.count()));
}

void forgetSettled(catalog::Catalog& catalog, const std::string& schedule) {
    catalog.settings().set(settingOf(schedule), "");
}

bool startsAnew(const catalog::ScheduleDefinition& before,
                const catalog::ScheduleDefinition& after) {
    return before.timing != after.timing || (before.isPaused && !after.isPaused);
}

}  // namespace tl::services
