// Schedules: what is to be done when (requirement BK-2).

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/catalog/operation.h"
#include "infra/catalog/schedule_definition.h"
#include "infra/platform/clock.h"
#include "infra/platform/time_zone.h"
#include "services/catalog_access.h"
#include "services/policy/planned_run.h"

namespace tl::services {

using catalog::ScheduleDefinition;

struct ScheduleState {
    ScheduleDefinition definition{};
    /// Nothing while it is paused.
    std::optional<PlannedRun> next{};
    /// What is wrong with a definition that another version has written; else empty.
    std::string problem{};
    /// The last operation that it began, or that waits, if there has been any.
    std::optional<catalog::Operation> last{};
};

/// **Errors:** all calls, as CatalogAccess. **Threads:** any.
class Schedules {
  public:
    Schedules() = default;
    Schedules(const Schedules&) = delete;
    Schedules& operator=(const Schedules&) = delete;
    virtual ~Schedules() = default;

    /// By name.
    [[nodiscard]] virtual std::vector<ScheduleDefinition> list() = 0;
    /// **Errors:** NotFound.
    [[nodiscard]] virtual ScheduleState load(const std::string& name) = 0;
    /// The next runs, soonest first, were the schedule not paused. **Errors:** NotFound.
    [[nodiscard]] virtual std::vector<PlannedRun> upcoming(const std::string& name,
                                                           std::size_t count) = 0;
    /// It owes no run from before now.
    /// **Errors:** AlreadyExists; InvalidInput as parseSchedule(), and for a target or repository
    /// that is not there.
    virtual void add(const ScheduleDefinition& schedule) = 0;
    /// Its name stays. With another timing, and resumed after a pause, it owes no run from before.
    /// **Errors:** NotFound, and as add().
    virtual void edit(const std::string& name,
                      const std::function<void(ScheduleDefinition& schedule)>& change) = 0;
    /// What it has in the queue is cancelled when its turn comes. **Errors:** NotFound.
    virtual void remove(const std::string& name) = 0;
};

/// The actor of the operations that a schedule begins.
[[nodiscard]] std::string actorOf(const std::string& schedule);
/// The schedule that the actor stands for; empty for another actor.
[[nodiscard]] std::string scheduleOf(const std::string& actor);

/// What is borrowed must outlive the object.
[[nodiscard]] std::unique_ptr<Schedules> makeSchedules(CatalogAccess& catalog,
                                                       const Clock& clock,
                                                       const TimeZone& zone);

}  // namespace tl::services
