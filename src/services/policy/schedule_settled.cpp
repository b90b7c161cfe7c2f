#include "services/policy/schedule_settled.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tl::services {

namespace {

std::string settingOf(const std::string& schedule) {
    return "schedule_settled." + schedule;
}

/// No schedule's name has a slash, so it is nobody else's.
std::string settingOf(const RunOwner& owner) {
    return settingOf(owner.schedule) + (owner.machine.empty() ? "" : "/" + owner.machine);
}

std::optional<Instant> readSetting(catalog::Catalog& catalog, const std::string& name) {
    const std::string text = catalog.settings().value(name);
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    // What somebody has spoilt counts as not there: then nothing is owed from before.
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size())
        return std::nullopt;
    return Instant{seconds};
}

}  // namespace

std::optional<Instant> settledUntil(catalog::Catalog& catalog, const std::string& schedule) {
    return readSetting(catalog, settingOf(schedule));
}

std::optional<Instant> settledUntil(catalog::Catalog& catalog, const RunOwner& owner) {
    // Nothing is less than any time.
    return std::max(settledUntil(catalog, owner.schedule), readSetting(catalog, settingOf(owner)));
}

void settle(catalog::Catalog& catalog, const std::string& schedule, Instant until) {
    settle(catalog, RunOwner{.schedule = schedule}, until);
}

void settle(catalog::Catalog& catalog, const RunOwner& owner, Instant until) {
    catalog.settings().set(settingOf(owner), std::to_string(until.count()));
}

void forgetSettled(catalog::Catalog& catalog, const std::string& schedule) {
    catalog.settings().set(settingOf(schedule), "");
    for (const auto& [name, until] : catalog.settings().beginningWith(settingOf(schedule) + "/"))
        catalog.settings().set(name, "");
}

bool startsAnew(const catalog::ScheduleDefinition& before,
                const catalog::ScheduleDefinition& after) {
    return before.timing != after.timing || (before.isPaused && !after.isPaused);
}

}  // namespace tl::services
