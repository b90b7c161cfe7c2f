// Up to when the runs of a schedule are settled: queued, or not owed. Kept in the catalog's
// settings, as it is neither a definition nor history.

#pragma once

#include <optional>
#include <string>

#include "infra/catalog/catalog.h"
#include "services/policy/next_run.h"

namespace tl::services {

/// Nothing for a schedule that no daemon has seen.
[[nodiscard]] std::optional<Instant> settledUntil(catalog::Catalog& catalog,
                                                  const std::string& schedule);
void settle(catalog::Catalog& catalog, const std::string& schedule, Instant until);
void forgetSettled(catalog::Catalog& catalog, const std::string& schedule);

/// Whether a run of `before` that was missed is none of `after`.
[[nodiscard]] bool startsAnew(const catalog::ScheduleDefinition& before,
                              const catalog::ScheduleDefinition& after);

}  // namespace tl::services
