#include <map>

#include "infra/errors/printable.h"
#include "services/monitoring/reports/csv_text.h"
#include "services/monitoring/reports/report_text.h"
#include "services/monitoring/reports/report_writer.h"

namespace tl::services {

namespace {

struct CsvCell {
    std::string operator()(const std::string& text) const {
        return text.empty() ? text : csvField(withoutControls(text));
    }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(const ReportBytes& bytes) const { return std::to_string(bytes.value); }
    std::string operator()(std::chrono::milliseconds duration) const {
        return std::to_string(duration.count());
    }
    std::string operator()(const ReportId& id) const { return (*this)(id.id); }
    std::string operator()(const ReportMoment& moment) const { return utcMoment(moment); }
};

/// The columns of all tables, each name once.
class CsvColumns {
  public:
    std::size_t add(const std::string& name) {
        const auto [found, isNew] = indexes_.emplace(name, names_.size());
        if (isNew) names_.push_back(name);
        return found->second;
    }
    [[nodiscard]] std::size_t indexOf(const std::string& name) const { return indexes_.at(name); }
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  private:
    std::map<std::string, std::size_t> indexes_;
    std::vector<std::string> names_;
};

void addLine(std::string& text, const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i)
        text += (i == 0 ? "" : ",") + fields[i];
    text += "\r\n";
}

}  // namespace

std::string writeCsvReport(const Report& report) {
    CsvColumns columns;
    for (const char* name : {"table", "fact", "value"})
        columns.add(name);
    for (const ReportSection& section : report.sections)
        for (const ReportTable& table : section.tables)
            for (const ReportColumn& column : table.columns)
                columns.add(column.name);
    std::string text;
    addLine(text, columns.names());
    for (const ReportSection& section : report.sections) {
        for (const ReportFact& fact : section.facts) {
            std::vector<std::string> fields(columns.names().size());
            fields[columns.indexOf("table")] = section.name + "_facts";
            fields[columns.indexOf("fact")] = fact.name;
            fields[columns.indexOf("value")] = std::visit(CsvCell{}, fact.value);
            addLine(text, fields);
        }
        for (const ReportTable& table : section.tables) {
            for (const std::vector<ReportCell>& row : table.rows) {
                std::vector<std::string> fields(columns.names().size());
                fields[columns.indexOf("table")] = table.name;
                for (std::size_t i = 0; i < row.size(); ++i)
                    fields[columns.indexOf(table.columns[i].name)] = std::visit(CsvCell{}, row[i]);
                addLine(text, fields);
            }
        }
    }
    return text;
}

}  // namespace tl::services
