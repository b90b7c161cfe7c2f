// Up to when the runs of a schedule are settled: queued, or not owed. Kept in the catalog's
// settings, as it is neither a definition nor history.

#pragma once

#include <optional>
#include <string>

#include "infra/catalog/catalog.h"
#include "services/policy/next_run.h"
#include "services/policy/planned_run.h"

namespace tl::services {

/// Nothing for a schedule that no daemon has seen.
[[nodiscard]] std::optional<Instant> settledUntil(catalog::Catalog& catalog,
                                                  const std::string& schedule);
void settle(catalog::Catalog& catalog, const std::string& schedule, Instant until);

/// The same of a schedule that each machine has runs of its own from: what is settled for all of
/// them is settled for `owner`, too. One without a machine is as above.
[[nodiscard]] std::optional<Instant> settledUntil(catalog::Catalog& catalog, const RunOwner& owner);
void settle(catalog::Catalog& catalog, const RunOwner& owner, Instant until);

/// For all machines.
void forgetSettled(catalog::Catalog& catalog, const std::string& schedule);

/// Whether a run of `before` that was missed is none of `after`.
[[nodiscard]] bool startsAnew(const catalog::ScheduleDefinition& before,
                              const catalog::ScheduleDefinition& after);

}  // namespace tl::services
