#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "services/monitoring/reports/report_periods.h"
#include "services/monitoring/reports/report_sections.h"

namespace tl::services {

namespace {

using catalog::Operation;
using catalog::OperationState;
using std::chrono::milliseconds;

constexpr std::size_t kBarsMax = 31;

/// What stands in the columns of the summary, in their order.
constexpr std::array kStates = {OperationState::Succeeded,   OperationState::Warned,
                                OperationState::Failed,      OperationState::Cancelled,
                                OperationState::Interrupted, OperationState::Running,
                                OperationState::Waiting};

std::int64_t figureOf(const Operation& one, const char* name) {
    const auto found = one.figures.find(name);
    return found == one.figures.end() ? 0 : found->second;
}

/// What it put into its repository, as stored there.
std::int64_t storedBytes(const Operation& one) {
    return figureOf(one, one.kind == "copy" ? "bytes_copied" : "bytes_stored");
}

catalog::Microseconds begun(const Operation& one) {
    return one.startedAt == 0 ? one.dueAt : one.startedAt;
}

std::optional<milliseconds> durationOf(const Operation& one) {
    if (one.startedAt == 0 || one.endedAt < one.startedAt) return std::nullopt;
    constexpr std::int64_t kMicrosecondsInMillisecond = 1000;
    return milliseconds{(one.endedAt - one.startedAt) / kMicrosecondsInMillisecond};
}

/// What there is to say of several operations together.
struct Sum {
    std::map<OperationState, std::int64_t> counts{};
    std::int64_t total = 0;
    std::int64_t bytesAdded = 0;
    std::int64_t bytesStored = 0;
    std::int64_t timed = 0;  ///< How many have a duration.
    milliseconds taken{0};
    milliseconds longest{0};

    void add(const Operation& one) {
        ++counts[one.state];
        ++total;
        bytesAdded += figureOf(one, "bytes_added");
        bytesStored += storedBytes(one);
        if (const auto duration = durationOf(one)) {
            ++timed;
            taken += *duration;
            longest = std::max(longest, *duration);
        }
    }
    [[nodiscard]] std::int64_t count(OperationState state) const {
        const auto found = counts.find(state);
        return found == counts.end() ? 0 : found->second;
    }
};

std::string titleOf(OperationState state) {
    std::string title = nameOf(state);
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

std::vector<ReportCell> rowOf(const std::string& kind, const Sum& sum) {
    std::vector<ReportCell> row{kind};
    for (const OperationState state : kStates)
        row.emplace_back(sum.count(state));
    row.emplace_back(sum.total);
    if (sum.timed == 0) {
        row.emplace_back(std::string{});
        row.emplace_back(std::string{});
    } else {
        row.emplace_back(sum.taken / sum.timed);
        row.emplace_back(sum.longest);
    }
    row.emplace_back(ReportBytes{sum.bytesAdded});
    row.emplace_back(ReportBytes{sum.bytesStored});
    return row;
}

ReportTable kindsTable(const std::vector<Operation>& operations) {
    ReportTable table{
        .name = "operations_by_kind", .title = "By kind", .columns = {{"kind", "Kind"}}};
    for (const OperationState state : kStates)
        table.columns.push_back({nameOf(state), titleOf(state)});
    for (const auto& [name, title] :
         {std::pair{"count", "All"}, std::pair{"mean_milliseconds", "Mean time"},
          std::pair{"longest_milliseconds", "Longest"}, std::pair{"bytes_added", "Added"},
          std::pair{"bytes_stored", "Stored"}})
        table.columns.push_back({name, title});
    std::map<std::string, Sum> kinds;
    for (const Operation& one : operations)
        kinds[one.kind].add(one);
    for (const auto& [kind, sum] : kinds)
        table.rows.push_back(rowOf(kind, sum));
    return table;
}

ReportTable failuresTable(const std::vector<Operation>& operations) {
    ReportTable table{.name = "failures",
                      .title = "What did not succeed",
                      .columns = {{"time", "Time"},
                                  {"kind", "Kind"},
                                  {"target", "Target"},
                                  {"repository", "Repository"},
                                  {"state", "State"},
                                  {"message", "Message"},
                                  {"id", "ID"}}};
    for (const Operation& one : operations) {
        const bool isFine = one.state == OperationState::Succeeded ||
                            one.state == OperationState::Running ||
                            one.state == OperationState::Waiting;
        if (!isFine)
            table.rows.push_back({ReportMoment{begun(one)}, one.kind, one.target, one.repository,
                                  nameOf(one.state), one.message, ReportId{one.id}});
    }
    return table;
}

ReportTable operationsTable(const std::vector<Operation>& operations) {
    ReportTable table{.name = "operations",
                      .title = "All operations",
                      .columns = {{"time", "Time"},
                                  {"kind", "Kind"},
                                  {"target", "Target"},
                                  {"repository", "Repository"},
                                  {"state", "State"},
                                  {"milliseconds", "Took"},
                                  {"bytes_added", "Added"},
                                  {"bytes_stored", "Stored"},
                                  {"id", "ID"}}};
    for (const Operation& one : operations) {
        const auto duration = durationOf(one);
        table.rows.push_back({ReportMoment{begun(one)}, one.kind, one.target, one.repository,
                              nameOf(one.state),
                              duration ? ReportCell{*duration} : ReportCell{std::string{}},
                              ReportBytes{figureOf(one, "bytes_added")},
                              ReportBytes{storedBytes(one)}, ReportId{one.id}});
    }
    return table;
}

ChartSeries emptySeries(std::string name, ChartTone tone, const ReportPeriods& periods) {
    ChartSeries series{.name = std::move(name), .tone = tone};
    for (const catalog::Microseconds beginning : periods.beginnings())
        series.points.push_back({.at = beginning});
    return series;
}

std::vector<ReportChart> charts(const std::vector<Operation>& operations, const ReportTime& time) {
    const ReportPeriods periods{time.from, time.before, time.zone, kBarsMax};
    ChartSeries succeeded = emptySeries("succeeded", ChartTone::Good, periods);
    ChartSeries warned = emptySeries("warned", ChartTone::Warning, periods);
    ChartSeries failed = emptySeries("failed or interrupted", ChartTone::Bad, periods);
    ChartSeries others = emptySeries("other", ChartTone::Muted, periods);
    ChartSeries stored = emptySeries("stored", ChartTone::First, periods);
    for (const Operation& one : operations) {
        const std::size_t index = periods.indexOf(begun(one));
        stored.points[index].value += storedBytes(one);
        const bool isBad =
            one.state == OperationState::Failed || one.state == OperationState::Interrupted;
        ChartSeries& series = isBad                                    ? failed
                              : one.state == OperationState::Warned    ? warned
                              : one.state == OperationState::Succeeded ? succeeded
                                                                       : others;
        ++series.points[index].value;
    }
    return {{.title = "Operations",
             .kind = ChartKind::Bars,
             .unit = ChartUnit::Count,
             .from = periods.beginnings().front(),
             .until = periods.end(),
             .series = {succeeded, warned, failed, others}},
            {.title = "Stored by backups and copies",
             .kind = ChartKind::Bars,
             .unit = ChartUnit::Bytes,
             .from = periods.beginnings().front(),
             .until = periods.end(),
             .series = {stored}}};
}

}  // namespace

ReportSection operationsSection(const std::vector<Operation>& operations, const ReportTime& time) {
    ReportSection section{.name = "operations", .title = "Operations"};
    Sum all;
    for (const Operation& one : operations)
        all.add(one);
    section.facts = {{"count", "Operations", all.total}};
    for (const OperationState state : kStates)
        section.facts.push_back({nameOf(state), titleOf(state), all.count(state)});
    section.facts.push_back({"milliseconds", "Time taken", all.taken});
    section.facts.push_back({"bytes_added", "Added", ReportBytes{all.bytesAdded}});
    section.facts.push_back({"bytes_stored", "Stored", ReportBytes{all.bytesStored}});
    if (!operations.empty()) section.charts = charts(operations, time);
    section.tables = {kindsTable(operations), failuresTable(operations),
                      operationsTable(operations)};
    return section;
}

}  // namespace tl::services
