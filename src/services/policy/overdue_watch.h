// Notices backups that a schedule asked for and that did not come about, whatever the reason: the
// daemon was stopped, the machine was off, a condition never held, each attempt failed
// (requirement MR-2, docs/decisions/0025-schedules.md).

#pragma once

#include <functional>
#include <string>
#include <utility>

#include "infra/catalog/catalog.h"
#include "infra/platform/time_zone.h"
#include "services/monitoring/notices/notice.h"
#include "services/policy/next_run.h"

namespace tl::services {

/// A run has until the next one is to begin, or a day, whichever is less. What is told is noted in
/// the catalog, so that it is told once until there is a backup, by one of all daemons.
/// **Threads:** one at a time.
class OverdueWatch {
  public:
    /// Borrows `zone`. `machine` is this one's name.
    OverdueWatch(const TimeZone& zone,
                 std::string machine,
                 std::function<void(const Notice& notice)> tell)
        : zone_{zone},
          machine_{std::move(machine)},
          tell_{std::move(tell)} {}

    /// Tells of what is overdue and has not been told. A schedule counts from when it was first
    /// looked at, its timing was changed, or it was resumed. **Errors:** as catalog::Database.
    void look(catalog::Catalog& catalog, Instant now) const;

    /// Forgets what was noted of a schedule that is gone.
    static void forget(catalog::Catalog& catalog, const std::string& schedule);

  private:
    void look(const catalog::ScheduleDefinition& schedule,
              catalog::Catalog& catalog,
              Instant now) const;

    const TimeZone& zone_;
    const std::string machine_;
    const std::function<void(const Notice& notice)> tell_;
};

}  // namespace tl::services
