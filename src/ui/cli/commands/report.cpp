#include "ui/cli/commands/report.h"

#include <algorithm>
#include <array>
#include <optional>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/monitoring/reports/report_writer.h"
#include "services/repository/text_values.h"
#include "ui/cli/output_file.h"

namespace tl::cli {

namespace {

using services::ReportFormat;

constexpr std::array kSubjects = {"operations", "storage", "checks", "audit", "all"};

services::Microseconds momentOf(const std::string& text, const TimeZone& zone) {
    if (text.empty()) return 0;
    return services::toMicroseconds(services::parsePointInTime(text, zone));
}

class ReportCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"from", '\0', "time", "only what happened from then on", "", {}}, from_);
        options.text({"to", '\0', "time", "only what happened before then", "", {}}, to_);
        options.text({"format",
                      '\0',
                      "format",
                      "csv, html, json or pdf (default: as the ending of FILE says)",
                      "",
                      {"csv", "html", "json", "pdf"}},
                     format_);
        options.text({"output", '\0', "file", "write to this file (default: print)", "", {}},
                     output_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 1, "operations, storage, checks, audit or all is wanted");
        const std::string subject = operands.empty() ? "all" : operands[0];
        if (std::ranges::find(kSubjects, subject) == kSubjects.end())
            throw Error{ErrorKind::InvalidInput,
                        "no report is called " + tl::quoted(subject) +
                            "; there are operations, storage, checks, audit and all"};
        const ReportFormat format = chosenFormat(context);
        if (format == ReportFormat::Pdf && output_.empty() && context.console.isTerminal())
            throw Error{ErrorKind::InvalidInput,
                        "a PDF is nothing for a terminal: name a file with --output"};
        const std::string bytes =
            services::writeReport(collect(subject, context), format, context.zone);
        if (output_.empty()) {
            context.console.print(bytes);
            return {};
        }
        replaceFile(output_, bytes);
        context.tell("the report is in " + output_);
        return {};
    }

  private:
    [[nodiscard]] ReportFormat chosenFormat(const Context& context) const {
        std::string name = format_;
        if (name.empty() && context.global.isJson) name = "json";
        if (name.empty()) name = output_.substr(output_.rfind('.') + 1);
        const auto format = services::parseReportFormat(name);
        if (format) return *format;
        if (format_.empty())
            throw Error{ErrorKind::InvalidInput,
                        "say how the report is to be written: --format csv, html, json or pdf"};
        throw Error{ErrorKind::InvalidInput, "no format is called " + tl::quoted(format_) +
                                                 "; there are csv, html, json and pdf"};
    }

    [[nodiscard]] services::Report collect(const std::string& subject,
                                           const Context& context) const {
        const GlobalOptions& global = context.global;
        services::Report report{
            .range = {.repository =
                          global.repositoryName.empty() ? global.repository : global.repositoryName,
                      .from = momentOf(from_, context.zone),
                      .before = momentOf(to_, context.zone)},
            .madeAt = services::toMicroseconds(context.clock.now())};
        services::Reports& reports = context.core.reports;
        const bool isAll = subject == "all";
        if (isAll || subject == "operations")
            report.sections.push_back(reports.operations(report.range));
        if (isAll || subject == "storage") report.sections.push_back(reports.storage(report.range));
        if (isAll || subject == "checks") report.sections.push_back(reports.checks(report.range));
        if (isAll || subject == "audit")
            report.sections.push_back(reports.auditLog(report.range, context.stop));
        return report;
    }

    std::string from_;
    std::string to_;
    std::string format_;
    std::string output_;
};

}  // namespace

std::unique_ptr<Command> makeReportCommand() {
    return std::make_unique<ReportCommand>();
}

}  // namespace tl::cli
