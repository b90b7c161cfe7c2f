#include "services/policy/run_queue.h"

#include <utility>

#include "infra/errors/error.h"
#include "services/backup/targets.h"
#include "services/policy/schedule_settled.h"
#include "services/policy/schedules.h"

namespace tl::services {

namespace {

using catalog::Catalog;
using catalog::NewOperation;
using catalog::OperationState;
using catalog::ScheduleDefinition;

/// A run that begins later than this has been missed.
constexpr std::chrono::minutes kLateness{10};

/// The machine whose own run it is; empty when it does not matter whose.
std::string ownerOf(const NewOperation& operation) {
    return operation.kind == nameOf(ScheduleAction::Checkpoint) ? operation.machine : std::string{};
}

bool hasOperation(Catalog& catalog, const NewOperation& like, OperationState state) {
    return !catalog.operations()
                .list({.kind = like.kind,
                       .target = like.target,
                       .repository = like.repository,
                       .machine = ownerOf(like),
                       .actor = like.actor,
                       .state = state,
                       .countMax = 1})
                .empty();
}

}  // namespace

std::vector<NewOperation> operationsOf(const ScheduleDefinition& schedule, Catalog& catalog) {
    NewOperation operation{.kind = schedule.action,
                           .actor = actorOf(schedule.name),
                           .attemptsMax = schedule.retryCount + 1};
    if (schedule.action == nameOf(ScheduleAction::Copy)) {
        operation.repository = schedule.settings.at("to");
        return {operation};
    }
    if (schedule.action != nameOf(ScheduleAction::Backup)) {
        operation.repository = schedule.subject;
        return {operation};
    }
    const auto target = catalog.targets().find(schedule.subject);
    if (!target || !isOfThisMachine(*target)) return {};
    operation.target = target->name;
    operation.machine = target->machine;
    std::vector<NewOperation> operations;
    for (const std::string& repository : target->repositories) {
        operation.repository = repository;
        operations.push_back(operation);
    }
    return operations;
}

std::string firstUnmet(const ScheduleRules& rules,
                       const std::function<bool(RunCondition condition)>& holds) {
    for (const RunCondition condition : rules.conditions)
        if (!holds(condition)) return nameOf(condition);
    return {};
}

void RunQueue::fill(Catalog& catalog, Instant now) {
    for (const ScheduleDefinition& schedule : catalog.schedules().list())
        if (!schedule.isPaused) look(schedule, catalog, now);
}

void RunQueue::look(const ScheduleDefinition& schedule, Catalog& catalog, Instant now) {
    ScheduleRules rules;
    try {
        rules = parseSchedule(schedule);
    } catch (const Error& error) {
        tellOnce(schedule.name,
                 "the schedule " + schedule.name + " is malformed: " + error.describe());
        return;
    }
    auto operations = operationsOf(schedule, catalog);
    if (operations.empty()) return;
    const bool isOurs = isOfEachMachine(rules.action);
    const RunOwner owner{.machine = isOurs ? settings_.machine : std::string{},
                         .schedule = schedule.name};
    const auto settled = settledUntil(catalog, owner);
    if (!settled) {
        settle(catalog, owner, now);
        return;
    }
    const auto run = owedRun(rules, {.machine = settings_.machine, .schedule = schedule.name},
                             *settled, now, settings_.zone);
    if (!run) return;
    if (schedule.skipsMissed && now > run->start + kLateness) {
        tellOnce(schedule.name, "the schedule " + schedule.name + " lets a run go that was missed");
        settle(catalog, owner, run->due);
        return;
    }
    if (!mayBegin(rules, *run, now, settings_.zone)) return;
    if (const std::string hindrance = firstUnmet(rules, settings_.holds); !hindrance.empty()) {
        tellOnce(schedule.name, "the schedule " + schedule.name + " waits for " + hindrance);
        return;
    }
    // The conditions hold here, and perhaps nowhere else.
    if (isOurs || !rules.conditions.empty())
        for (NewOperation& operation : operations)
            operation.machine = settings_.machine;
    if (queue(schedule, *run, operations, catalog)) settle(catalog, owner, run->due);
    told_.erase(schedule.name);
}

bool RunQueue::queue(const ScheduleDefinition& schedule,
                     const PlannedRun& run,
                     const std::vector<NewOperation>& operations,
                     Catalog& catalog) {
    bool isSettled = true;
    for (NewOperation operation : operations) {
        if (hasOperation(catalog, operation, OperationState::Running)) {
            isSettled = false;
            continue;
        }
        // One that has not begun yet will do for this run, too.
        if (hasOperation(catalog, operation, OperationState::Waiting)) continue;
        operation.runKey =
            schedule.name + " " + std::to_string(run.due.count()) + " " + operation.repository;
        if (const std::string owner = ownerOf(operation); !owner.empty())
            operation.runKey += " " + owner;
        (void)catalog.operations().enqueue(operation);
    }
    return isSettled;
}

void RunQueue::tellOnce(const std::string& schedule, const std::string& news) {
    std::string& last = told_[schedule];
    if (last == news) return;
    last = news;
    settings_.tell(news);
}

}  // namespace tl::services
