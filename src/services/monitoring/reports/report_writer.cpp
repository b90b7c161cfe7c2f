#include "services/monitoring/reports/report_writer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tl::services {

std::optional<ReportFormat> parseReportFormat(std::string_view name) noexcept {
    constexpr std::array kFormats = {
        std::pair{"csv", ReportFormat::Csv}, std::pair{"html", ReportFormat::Html},
        std::pair{"json", ReportFormat::Json}, std::pair{"pdf", ReportFormat::Pdf}};
    const auto* const found =
        std::ranges::find_if(kFormats, [&](const auto& pair) { return pair.first == name; });
    if (found == kFormats.end()) return std::nullopt;
    return found->second;
}

std::string writeReport(const Report& report, ReportFormat format, const TimeZone& zone) {
    switch (format) {
        case ReportFormat::Csv:
            return writeCsvReport(report);
        case ReportFormat::Html:
            return writeHtmlReport(report, zone);
        case ReportFormat::Json:
            return writeJsonReport(report);
        case ReportFormat::Pdf:
            break;
    }
    return writePdfReport(report, zone);
}

}  // namespace tl::services
