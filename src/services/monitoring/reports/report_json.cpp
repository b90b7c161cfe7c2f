#include <nlohmann/json.hpp>

#include "infra/errors/valid_utf8.h"
#include "services/monitoring/reports/report_text.h"
#include "services/monitoring/reports/report_writer.h"

namespace tl::services {

namespace {

using Json = nlohmann::ordered_json;

struct JsonCell {
    Json operator()(const std::string& text) const { return withValidUtf8(text); }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(const ReportBytes& bytes) const { return bytes.value; }
    Json operator()(std::chrono::milliseconds duration) const { return duration.count(); }
    Json operator()(const ReportId& id) const { return id.id; }
    Json operator()(const ReportMoment& moment) const { return utcMoment(moment); }
};

Json toJson(const ReportTable& table) {
    Json rows = Json::array();
    for (const std::vector<ReportCell>& row : table.rows) {
        Json one = Json::object();
        for (std::size_t i = 0; i < row.size(); ++i)
            one[table.columns[i].name] = std::visit(JsonCell{}, row[i]);
        rows.push_back(std::move(one));
    }
    return rows;
}

}  // namespace

std::string writeJsonReport(const Report& report) {
    Json json{{"made", utcMoment({report.madeAt})},
              {"from", utcMoment({report.range.from})},
              {"before", utcMoment({report.range.before})},
              {"repository", withValidUtf8(report.range.repository)}};
    for (const ReportSection& section : report.sections) {
        Json& one = json[section.name];
        one["facts"] = Json::object();
        for (const ReportFact& fact : section.facts)
            one["facts"][fact.name] = std::visit(JsonCell{}, fact.value);
        for (const ReportTable& table : section.tables)
            one[table.name] = toJson(table);
    }
    return json.dump() + "\n";
}

}  // namespace tl::services
