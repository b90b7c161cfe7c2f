#include <map>

#include "services/monitoring/reports/report_sections.h"

namespace tl::services {

namespace {

std::string detailsText(const AuditEntry& entry) {
    std::string text;
    for (const auto& [name, value] : entry.event.details)
        text += (text.empty() ? "" : ", ") + name + " " + value;
    return text;
}

ReportTable actionsTable(const std::vector<AuditEntry>& entries) {
    ReportTable table{
        .name = "audit_by_action", .title = "By action", .columns = {{"action", "Action"}}};
    std::map<std::string, std::map<AuditResult, std::int64_t>> actions;
    for (const AuditEntry& entry : entries)
        ++actions[entry.event.action][entry.event.result];
    for (const AuditResult result : kAuditResults) {
        std::string title = nameOf(result);
        title[0] = static_cast<char>(title[0] - 'a' + 'A');
        table.columns.push_back({nameOf(result), title});
    }
    for (auto& [action, counts] : actions) {
        std::vector<ReportCell> row{action};
        for (const AuditResult result : kAuditResults)
            row.emplace_back(counts[result]);
        table.rows.push_back(std::move(row));
    }
    return table;
}

ReportTable entriesTable(const std::vector<AuditEntry>& entries) {
    ReportTable table{.name = "audit",
                      .title = "All entries",
                      .columns = {{"sequence", "Entry"},
                                  {"time", "Time"},
                                  {"actor", "Actor"},
                                  {"action", "Action"},
                                  {"result", "Result"},
                                  {"object", "Object"},
                                  {"details", "Details"}}};
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
        table.rows.push_back({static_cast<std::int64_t>(entry->sequence),
                              ReportMoment{catalog::toMicroseconds(entry->time)},
                              entry->event.actor, entry->event.action, nameOf(entry->event.result),
                              entry->event.object, detailsText(*entry)});
    return table;
}

}  // namespace

ReportSection auditSection(const std::vector<AuditEntry>& entries,
                           const AuditVerifyReport& verification) {
    const auto& finding = verification.log.finding;
    const AuditEntry* checkpoint = nullptr;
    std::int64_t checkpoints = 0;
    for (const AuditEntry& entry : entries) {
        if (entry.event.action != "audit.checkpoint" || entry.event.result != AuditResult::Success)
            continue;
        ++checkpoints;
        checkpoint = &entry;
    }
    ReportSection section{.name = "audit", .title = "Audit log"};
    section.facts = {
        {"count", "Entries", static_cast<std::int64_t>(entries.size())},
        {"checkpoints", "Checkpoints", checkpoints},
        {"last_checkpoint", "Last checkpoint",
         ReportMoment{checkpoint == nullptr ? 0 : catalog::toMicroseconds(checkpoint->time)}},
        {"verified", "Entries of the whole log that are as written",
         static_cast<std::int64_t>(verification.log.entries)},
        {"verification", "Verification", finding ? finding->message : "the log is as written"}};
    section.tables = {actionsTable(entries), entriesTable(entries)};
    return section;
}

}  // namespace tl::services
