// The sections of a report, out of what the history has: pure functions.

#pragma once

#include <vector>

#include "infra/catalog/operation.h"
#include "infra/catalog/operation_log.h"
#include "infra/catalog/repository_history.h"
#include "infra/platform/time_zone.h"
#include "services/audit/audits.h"
#include "services/monitoring/reports/report.h"

namespace tl::services {

/// `range` with both its ends known, and the zone whose days count. Borrows the zone.
struct ReportTime {
    catalog::Microseconds from = 0;
    catalog::Microseconds before = 0;
    const TimeZone& zone;
};

/// A check and the errors that its operation told of.
struct CheckStory {
    catalog::CheckRecord check{};
    std::vector<catalog::LogLine> findings{};
};

/// `operations` newest first, as the history lists them.
[[nodiscard]] ReportSection operationsSection(const std::vector<catalog::Operation>& operations,
                                              const ReportTime& time);
/// `figures` oldest first, and all that there are before the end of the time: how large a
/// repository is at its beginning follows from what was before.
[[nodiscard]] ReportSection storageSection(const std::vector<catalog::StorageFigures>& figures,
                                           const ReportTime& time);
/// Oldest first.
[[nodiscard]] ReportSection checksSection(const std::vector<CheckStory>& checks);
/// Oldest first.
[[nodiscard]] ReportSection auditSection(const std::vector<AuditEntry>& entries,
                                         const AuditVerifyReport& verification);

}  // namespace tl::services
