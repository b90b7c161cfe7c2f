#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

#include "services/monitoring/reports/report_periods.h"
#include "services/monitoring/reports/report_sections.h"

namespace tl::services {

namespace {

using catalog::StorageFigures;

constexpr std::array kTones = {ChartTone::First, ChartTone::Second, ChartTone::Third,
                               ChartTone::Fourth};

/// What is known of a repository, while its figures are gone through in their order. Prunes and
/// measurements know the whole size; backups only what they add to it.
struct Growth {
    bool isMeasured = false;
    std::int64_t size = 0;  ///< As measured, and what was added since.
    std::int64_t added = 0;
    std::int64_t removed = 0;
    catalog::Microseconds measuredAt = 0;
    std::vector<ChartPoint> points{};
};

const std::int64_t* findFigure(const StorageFigures& figures, const char* name) {
    const auto found = figures.figures.find(name);
    return found == figures.figures.end() ? nullptr : &found->second;
}

ReportCell cellOf(const std::int64_t* bytes) {
    return bytes == nullptr ? ReportCell{std::string{}} : ReportCell{ReportBytes{*bytes}};
}

void take(const StorageFigures& figures, Growth& growth, const ReportTime& time) {
    const bool isWithin = figures.at >= time.from;
    const std::int64_t* const size = findFigure(figures, "bytes");
    const std::int64_t* const added = findFigure(figures, "bytes_added");
    const std::int64_t* const removed = findFigure(figures, "bytes_removed");
    if (size != nullptr) {
        growth.isMeasured = true;
        growth.size = *size;
        growth.measuredAt = figures.at;
    } else if (added != nullptr) {
        growth.size += *added;
    }
    if (isWithin && added != nullptr) growth.added += *added;
    if (isWithin && removed != nullptr) growth.removed += *removed;
    if (!growth.isMeasured || (size == nullptr && added == nullptr)) return;
    if (!isWithin) growth.points.clear();  // Of what was before, only the last one counts.
    growth.points.push_back({.at = std::max(figures.at, time.from), .value = growth.size});
}

/// The lines of the largest repositories: as many as there are colours.
ReportChart sizesChart(const std::map<std::string, Growth>& repositories, const ReportTime& time) {
    std::vector<std::pair<std::int64_t, std::string>> largest;
    for (const auto& [name, growth] : repositories)
        if (!growth.points.empty()) largest.emplace_back(growth.size, name);
    std::ranges::sort(largest, std::greater{});
    if (largest.size() > kTones.size()) largest.resize(kTones.size());
    ReportChart chart{.title = "Size of the largest repositories",
                      .kind = ChartKind::Lines,
                      .unit = ChartUnit::Bytes,
                      .from = time.from,
                      .until = time.before};
    for (const auto& [size, name] : largest) {
        ChartSeries series{.name = name,
                           .tone = kTones.at(chart.series.size()),
                           .points = repositories.at(name).points};
        series.points.push_back({.at = time.before, .value = series.points.back().value});
        chart.series.push_back(std::move(series));
    }
    return chart;
}

ReportChart addedChart(const std::vector<StorageFigures>& figures, const ReportTime& time) {
    constexpr std::size_t kBarsMax = 31;
    const ReportPeriods periods{time.from, time.before, time.zone, kBarsMax};
    ChartSeries added{.name = "added", .tone = ChartTone::First};
    for (const catalog::Microseconds beginning : periods.beginnings())
        added.points.push_back({.at = beginning});
    for (const StorageFigures& one : figures)
        if (const std::int64_t* const bytes = findFigure(one, "bytes_added");
            bytes != nullptr && one.at >= time.from)
            added.points[periods.indexOf(one.at)].value += *bytes;
    return {.title = "Added by backups",
            .kind = ChartKind::Bars,
            .unit = ChartUnit::Bytes,
            .from = periods.beginnings().front(),
            .until = periods.end(),
            .series = {added}};
}

ReportTable repositoriesTable(const std::map<std::string, Growth>& repositories) {
    ReportTable table{.name = "storage_by_repository",
                      .title = "By repository",
                      .columns = {{"repository", "Repository"},
                                  {"bytes", "Size"},
                                  {"measured", "Measured"},
                                  {"bytes_added", "Added"},
                                  {"bytes_removed", "Removed"}}};
    for (const auto& [name, growth] : repositories)
        table.rows.push_back(
            {name,
             growth.isMeasured ? ReportCell{ReportBytes{growth.size}} : ReportCell{std::string{}},
             ReportMoment{growth.measuredAt}, ReportBytes{growth.added},
             ReportBytes{growth.removed}});
    return table;
}

ReportTable figuresTable(const std::vector<StorageFigures>& figures, const ReportTime& time) {
    ReportTable table{.name = "storage",
                      .title = "All figures",
                      .columns = {{"time", "Time"},
                                  {"repository", "Repository"},
                                  {"source", "Known from"},
                                  {"bytes", "Size"},
                                  {"bytes_added", "Added"},
                                  {"bytes_removed", "Removed"},
                                  {"bytes_unused", "Unused"}}};
    for (auto one = figures.rbegin(); one != figures.rend() && one->at >= time.from; ++one)
        table.rows.push_back(
            {ReportMoment{one->at}, one->repository, one->source, cellOf(findFigure(*one, "bytes")),
             cellOf(findFigure(*one, "bytes_added")), cellOf(findFigure(*one, "bytes_removed")),
             cellOf(findFigure(*one, "bytes_unused"))});
    return table;
}

}  // namespace

ReportSection storageSection(const std::vector<StorageFigures>& figures, const ReportTime& time) {
    ReportSection section{.name = "storage", .title = "Storage"};
    std::map<std::string, Growth> repositories;
    for (const StorageFigures& one : figures)
        take(one, repositories[one.repository], time);
    Growth all;
    std::int64_t measured = 0;
    for (const auto& [name, growth] : repositories) {
        if (growth.isMeasured) ++measured;
        if (growth.isMeasured) all.size += growth.size;
        all.added += growth.added;
        all.removed += growth.removed;
    }
    section.facts = {
        {"repositories", "Repositories", static_cast<std::int64_t>(repositories.size())},
        {"repositories_measured", "Of known size", measured},
        {"bytes", "Their size", ReportBytes{all.size}},
        {"bytes_added", "Added by backups", ReportBytes{all.added}},
        {"bytes_removed", "Removed by prunes", ReportBytes{all.removed}}};
    if (measured > 0) section.charts.push_back(sizesChart(repositories, time));
    if (all.added > 0) section.charts.push_back(addedChart(figures, time));
    section.tables = {repositoriesTable(repositories), figuresTable(figures, time)};
    return section;
}

}  // namespace tl::services
