// Carrying out what schedules ask for: a daemon that plans, claims and runs, and single runs by
// hand (docs/decisions/0025-schedules.md).

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/catalog/operation.h"
#include "infra/platform/clock.h"
#include "infra/platform/time_zone.h"
#include "services/audit/audits.h"
#include "services/backup/targets.h"
#include "services/catalog_access.h"
#include "services/monitoring/notices/notice.h"
#include "services/policy/retention_policies.h"
#include "services/policy/schedule_rules.h"
#include "services/repository/checks.h"
#include "services/repository/copies.h"
#include "services/repository/prunes.h"

namespace tl::services {

/// What runs need of their caller.
struct RunWorld {
    /// How to get into a repository of the catalog. **Errors:** any; then the run has failed.
    /// **Threads:** any.
    std::function<RepositoryAccess(const std::string& repository)> access;
    /// Told a sentence about what happens. **Threads:** any.
    std::function<void(const std::string& news)> tell;
    std::string host{};  ///< Of the snapshots of backups; empty: this machine's name.
};

struct ServeSettings {
    RunWorld world{};
    std::size_t runsMax = 1;  ///< How many operations may run at once.
    std::string lockFile{};   ///< One daemon for each; its folder is made.
};

class ScheduledRuns {
  public:
    ScheduledRuns() = default;
    ScheduledRuns(const ScheduledRuns&) = delete;
    ScheduledRuns& operator=(const ScheduledRuns&) = delete;
    virtual ~ScheduledRuns() = default;

    /// Plans and runs until a stop, which it returns after: what ran goes back into the queue.
    /// A catalog that cannot be reached for a while is told of and waited for.
    /// **Errors:** Locked when another daemon has the lock file; at the start, as CatalogAccess.
    virtual void serve(const ServeSettings& settings, const std::stop_token& stop) = 0;

    /// Does at once what the schedule asks for, whatever its time, window and conditions; how each
    /// of its operations ended. **Errors:** NotFound; Cancelled; as CatalogAccess.
    [[nodiscard]] virtual std::vector<catalog::Operation> runNow(const std::string& schedule,
                                                                 const RunWorld& world,
                                                                 const std::stop_token& stop) = 0;

    /// Why the schedule's hours or conditions forbid a run now, in a word or two; empty when they
    /// do not. **Errors:** NotFound.
    [[nodiscard]] virtual std::string hindranceOf(const std::string& schedule) = 0;
};

/// The services that do the work; all must outlive whoever borrows them. They are the ones that
/// record nothing: the runs record themselves.
struct RunServices {
    CatalogAccess& catalog;
    PatternGroups& patternGroups;
    Backups& backups;
    Checks& checks;
    Prunes& prunes;
    Copies& copies;
    RetentionPolicies& retention;
    Audits& audits;
    Clock& clock;
    const TimeZone& zone;
    /// Whether the condition holds here and now; what cannot be found out holds.
    std::function<bool(RunCondition condition)> holds;
    /// Told of backups that their schedules have been waiting for. **Threads:** any.
    std::function<void(const Notice& notice)> notify;
};

[[nodiscard]] std::unique_ptr<ScheduledRuns> makeScheduledRuns(const RunServices& services);

}  // namespace tl::services
