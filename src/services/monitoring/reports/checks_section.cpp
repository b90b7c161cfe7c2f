#include <map>

#include "services/monitoring/reports/report_sections.h"

namespace tl::services {

namespace {

std::string joined(const catalog::Texts& texts) {
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : " ") + text;
    return all;
}

struct Newest {
    std::int64_t count = 0;
    const catalog::CheckRecord* any = nullptr;
    catalog::Microseconds readAt = 0;  ///< When all data was read.
};

ReportTable repositoriesTable(const std::vector<CheckStory>& checks) {
    ReportTable table{.name = "checks_by_repository",
                      .title = "By repository",
                      .columns = {{"repository", "Repository"},
                                  {"count", "Checks"},
                                  {"last", "Last check"},
                                  {"coverage", "Read"},
                                  {"errors", "Errors"},
                                  {"data_read", "All data read"}}};
    std::map<std::string, Newest> repositories;
    for (const CheckStory& one : checks) {
        Newest& newest = repositories[one.check.repository];
        ++newest.count;
        newest.any = &one.check;
        if (one.check.coverage == "data") newest.readAt = one.check.at;
    }
    for (const auto& [name, newest] : repositories)
        table.rows.push_back({name, newest.count, ReportMoment{newest.any->at},
                              newest.any->coverage, newest.any->errorCount,
                              ReportMoment{newest.readAt}});
    return table;
}

}  // namespace

ReportSection checksSection(const std::vector<CheckStory>& checks) {
    ReportSection section{.name = "checks", .title = "Checks"};
    ReportTable all{.name = "checks",
                    .title = "All checks",
                    .columns = {{"time", "Time"},
                                {"repository", "Repository"},
                                {"coverage", "Read"},
                                {"errors", "Errors"},
                                {"broken_packs", "Broken packs"},
                                {"operation", "Operation"}}};
    ReportTable findings{.name = "findings",
                         .title = "Findings",
                         .columns = {{"time", "Time"},
                                     {"repository", "Repository"},
                                     {"message", "Message"},
                                     {"operation", "Operation"}}};
    std::int64_t bad = 0;
    std::int64_t errors = 0;
    for (auto one = checks.rbegin(); one != checks.rend(); ++one) {
        const catalog::CheckRecord& check = one->check;
        if (check.errorCount > 0) ++bad;
        errors += check.errorCount;
        all.rows.push_back({ReportMoment{check.at}, check.repository, check.coverage,
                            check.errorCount, joined(check.brokenPacks),
                            ReportId{check.operation}});
        for (const catalog::LogLine& line : one->findings)
            findings.rows.push_back(
                {ReportMoment{line.at}, check.repository, line.text, ReportId{check.operation}});
    }
    section.facts = {{"count", "Checks", static_cast<std::int64_t>(checks.size())},
                     {"damaged", "That found damage", bad},
                     {"errors", "Errors", errors}};
    section.tables = {repositoriesTable(checks), std::move(findings), std::move(all)};
    return section;
}

}  // namespace tl::services
