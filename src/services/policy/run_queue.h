// Puts the runs that schedules owe into the queue of the catalog, once each, however many daemons
// do so at the same time.

#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "infra/catalog/catalog.h"
#include "infra/platform/time_zone.h"
#include "services/policy/planned_run.h"
#include "services/policy/schedule_rules.h"

namespace tl::services {

/// The operations that a schedule asks for: one for each repository of a target, else one. Empty
/// when its target is gone, or is another machine's.
[[nodiscard]] std::vector<catalog::NewOperation> operationsOf(
    const catalog::ScheduleDefinition& schedule, catalog::Catalog& catalog);

/// The name of the first condition that does not hold; empty when all do.
[[nodiscard]] std::string firstUnmet(const ScheduleRules& rules,
                                     const std::function<bool(RunCondition condition)>& holds);

struct RunQueueSettings {
    const TimeZone& zone;  ///< Borrowed.
    std::string machine{};
    /// Whether the condition holds here and now.
    std::function<bool(RunCondition condition)> holds;
    /// Told what a person may want to know, each thing once.
    std::function<void(const std::string& news)> tell;
};

/// **Threads:** one at a time.
class RunQueue {
  public:
    explicit RunQueue(RunQueueSettings settings) : settings_{std::move(settings)} {}

    /// Queues what is owed and may begin. **Errors:** as Database; what was not queued then is
    /// owed still.
    void fill(catalog::Catalog& catalog, Instant now);

  private:
    void look(const catalog::ScheduleDefinition& schedule, catalog::Catalog& catalog, Instant now);
    /// False while an earlier run goes on: then it is owed still.
    bool queue(const catalog::ScheduleDefinition& schedule,
               const PlannedRun& run,
               const std::vector<catalog::NewOperation>& operations,
               catalog::Catalog& catalog);
    void tellOnce(const std::string& schedule, const std::string& news);

    const RunQueueSettings settings_;
    std::map<std::string, std::string> told_;  ///< What was told last, by schedule.
};

}  // namespace tl::services
