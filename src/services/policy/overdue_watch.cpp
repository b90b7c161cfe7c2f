#include "services/policy/overdue_watch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "infra/errors/error.h"
#include "services/policy/planned_run.h"
#include "services/policy/run_queue.h"
#include "services/policy/schedule_rules.h"

namespace tl::services {

namespace {

using catalog::Catalog;
using catalog::Microseconds;
using catalog::NewOperation;
using catalog::OperationState;
using catalog::ScheduleDefinition;

constexpr Microseconds kMicroseconds = 1'000'000;
constexpr Instant kSecond{1};
constexpr Instant kPatience = std::chrono::days{1};

/// No schedule's name has a slash, so neither is another schedule's.
std::string sinceSetting(const std::string& schedule) {
    return "schedule_watched." + schedule + "/";
}
std::string toldSetting(const std::string& schedule, const std::string& repository) {
    return "schedule_overdue." + schedule + "/" + repository;
}

/// From when on the schedule is watched, as "SECONDS TIMING". Nothing for one that was not, or not
/// with this timing.
std::optional<Instant> watchedSince(Catalog& catalog, const ScheduleDefinition& schedule) {
    const std::string text = catalog.settings().value(sinceSetting(schedule.name));
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const std::string rest{read.ptr, text.data() + text.size()};
    if (read.ec != std::errc{} || rest != " " + schedule.timing) return std::nullopt;
    return Instant{seconds};
}

/// The last run that should be over by now; nothing when none had its time yet.
std::optional<PlannedRun> lastExpected(const ScheduleRules& rules,
                                       const RunOwner& owner,
                                       Instant since,
                                       Instant now,
                                       const TimeZone& zone) {
    for (Instant until = now; until > since;) {
        const auto due = latestRun(rules.timing, since, until, zone);
        if (!due) return std::nullopt;
        const auto run = nextPlanned(rules, owner, *due - kSecond, zone);
        if (!run) return std::nullopt;
        const auto next = nextPlanned(rules, owner, *due, zone);
        const Instant patience = run->start + kPatience;
        if (now >= (next ? std::min(next->start, patience) : patience)) return run;
        until = *due - kSecond;
    }
    return std::nullopt;
}

bool isUnderWay(Catalog& catalog, const NewOperation& wanted) {
    return std::ranges::any_of(std::array{OperationState::Running, OperationState::Waiting},
                               [&](OperationState state) {
                                   return !catalog.operations()
                                               .list({.kind = wanted.kind,
                                                      .target = wanted.target,
                                                      .repository = wanted.repository,
                                                      .state = state,
                                                      .countMax = 1})
                                               .empty();
                               });
}

}  // namespace

void OverdueWatch::look(Catalog& catalog, Instant now) const {
    for (const ScheduleDefinition& schedule : catalog.schedules().list()) {
        if (schedule.action != nameOf(ScheduleAction::Backup)) continue;
        if (schedule.isPaused) {
            forget(catalog, schedule.name);
        } else {
            look(schedule, catalog, now);
        }
    }
}

void OverdueWatch::look(const ScheduleDefinition& schedule, Catalog& catalog, Instant now) const {
    ScheduleRules rules;
    try {
        rules = parseSchedule(schedule);
    } catch (const Error&) {
        return;  // The queue tells it.
    }
    const auto since = watchedSince(catalog, schedule);
    if (!since) {
        catalog.settings().set(sinceSetting(schedule.name),
                               std::to_string(now.count()) + " " + schedule.timing);
        return;
    }
    const auto run =
        lastExpected(rules, {.machine = machine_, .schedule = schedule.name}, *since, now, zone_);
    if (!run) return;
    for (const NewOperation& wanted : operationsOf(schedule, catalog)) {
        const Microseconds last =
            catalog.operations().lastSuccess(wanted.kind, wanted.target, wanted.repository);
        if (last >= run->due.count() * kMicroseconds || isUnderWay(catalog, wanted)) continue;
        const std::string told = toldSetting(schedule.name, wanted.repository);
        if (catalog.settings().value(told) == std::to_string(last)) continue;
        catalog.settings().set(told, std::to_string(last));
        tell_(overdueNotice(wanted.target, wanted.repository, machine_, last));
    }
}

void OverdueWatch::forget(Catalog& catalog, const std::string& schedule) {
    for (const std::string& noted : {sinceSetting(schedule), toldSetting(schedule, "")})
        for (const auto& [name, value] : catalog.settings().beginningWith(noted))
            catalog.settings().set(name, "");
}

}  // namespace tl::services
