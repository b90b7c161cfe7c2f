// The words and numbers of a report as people read them, on paper as on a screen.

#pragma once

#include <string>

#include "infra/platform/time_zone.h"
#include "services/monitoring/reports/report.h"

namespace tl::services {

/// Valid UTF-8 in which nothing steers a terminal.
[[nodiscard]] std::string shownCell(const ReportCell& cell, const TimeZone& zone);
/// Whether it is a number or a time, which stand to the right.
[[nodiscard]] bool isFigure(const ReportCell& cell) noexcept;
/// What the report is about and when it was made, in a line.
[[nodiscard]] std::string shownRange(const Report& report, const TimeZone& zone);
/// A time for programs; empty for none.
[[nodiscard]] std::string utcMoment(const ReportMoment& moment);

}  // namespace tl::services
