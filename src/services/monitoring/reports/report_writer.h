// A report as a file: each format in a file of its own.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/platform/time_zone.h"
#include "services/monitoring/reports/report.h"

namespace tl::services {

enum class ReportFormat : std::uint8_t { Csv, Html, Json, Pdf };

/// "csv", "html", "json", "pdf". Nothing for a word that names none.
[[nodiscard]] std::optional<ReportFormat> parseReportFormat(std::string_view name) noexcept;

/// The bytes of the file. People get times on a clock in `zone`, programs get them in UTC.
/// **Errors:** Internal when libhpdf fails.
[[nodiscard]] std::string writeReport(const Report& report,
                                      ReportFormat format,
                                      const TimeZone& zone);

/// All tables in one, as RFC 4180 has it: the first field says which table a line is of, and what
/// that has no column for is empty. Times are RFC 3339.
[[nodiscard]] std::string writeCsvReport(const Report& report);
/// One page that needs nothing else, and runs nothing.
[[nodiscard]] std::string writeHtmlReport(const Report& report, const TimeZone& zone);
[[nodiscard]] std::string writeJsonReport(const Report& report);
/// Sheets of A4. Text is DejaVu Sans where the machine has it, else Helvetica with "?" for what is
/// beyond Latin-1.
[[nodiscard]] std::string writePdfReport(const Report& report, const TimeZone& zone);

}  // namespace tl::services
