// What the history says, as reports (requirement MR-3): each call makes a section of one.

#pragma once

#include <memory>
#include <stop_token>

#include "infra/platform/clock.h"
#include "infra/platform/time_zone.h"
#include "services/audit/audits.h"
#include "services/catalog_access.h"
#include "services/monitoring/reports/report.h"

namespace tl::services {

/// **Errors:** all calls: NotFound for a repository that neither the definitions nor the history
/// know; InvalidInput for a range that ends before it begins; as CatalogAccess.
/// **Threads:** one call at a time an object.
class Reports {
  public:
    Reports() = default;
    Reports(const Reports&) = delete;
    Reports& operator=(const Reports&) = delete;
    virtual ~Reports() = default;

    /// What was done, how it ended, how long it took and what it added.
    [[nodiscard]] virtual ReportSection operations(const ReportRange& range) = 0;
    /// How large repositories were, and how they grew.
    [[nodiscard]] virtual ReportSection storage(const ReportRange& range) = 0;
    /// What was read when, and what was found.
    [[nodiscard]] virtual ReportSection checks(const ReportRange& range) = 0;
    /// What the audit log has of this time, of all repositories, and whether all of it is as it was
    /// written. **Errors:** as Audits.
    [[nodiscard]] virtual ReportSection auditLog(const ReportRange& range,
                                                 const std::stop_token& stop) = 0;
};

/// What is borrowed must outlive the object. Days are those of `zone`.
[[nodiscard]] std::unique_ptr<Reports> makeReports(CatalogAccess& catalog,
                                                   Audits& audits,
                                                   const Clock& clock,
                                                   const TimeZone& zone);

}  // namespace tl::services
