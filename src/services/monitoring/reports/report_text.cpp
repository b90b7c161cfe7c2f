#include "services/monitoring/reports/report_text.h"

#include <algorithm>

#include "infra/errors/printable.h"
#include "infra/platform/utc_text.h"
#include "services/shown_values.h"

namespace tl::services {

namespace {

struct Shown {
    const TimeZone& zone;

    std::string operator()(const std::string& text) const { return withoutControls(text); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(const ReportId& id) const {
        constexpr std::size_t kShort = 8;  // As `tl history` shows it.
        return id.id.substr(0, kShort);
    }
    std::string operator()(const ReportBytes& bytes) const {
        return shownBytes(static_cast<std::uint64_t>(std::max<std::int64_t>(bytes.value, 0)), 1);
    }
    std::string operator()(std::chrono::milliseconds duration) const {
        return shownDuration(duration);
    }
    std::string operator()(const ReportMoment& moment) const {
        return moment.at == 0 ? std::string{"never"}
                              : shownTime(moment.at / catalog::kSecond, zone);
    }
};

}  // namespace

std::string shownCell(const ReportCell& cell, const TimeZone& zone) {
    return std::visit(Shown{zone}, cell);
}

bool isFigure(const ReportCell& cell) noexcept {
    return std::holds_alternative<std::int64_t>(cell) ||
           std::holds_alternative<ReportBytes>(cell) ||
           std::holds_alternative<std::chrono::milliseconds>(cell);
}

std::string shownRange(const Report& report, const TimeZone& zone) {
    const ReportRange& range = report.range;
    std::string text =
        range.repository.empty() ? "All repositories" : "Repository " + range.repository;
    text += range.from == 0 ? ", from the beginning"
                            : ", from " + shownCell(ReportMoment{range.from}, zone);
    text +=
        " until " + shownCell(ReportMoment{range.before == 0 ? report.madeAt : range.before}, zone);
    return withoutControls(text);
}

std::string utcMoment(const ReportMoment& moment) {
    return moment.at == 0 ? std::string{} : utcText(catalog::toWallTime(moment.at));
}

}  // namespace tl::services
