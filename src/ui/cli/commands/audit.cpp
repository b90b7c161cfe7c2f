#include "ui/cli/commands/audit.h"

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/platform/digest.h"
#include "infra/platform/utc_text.h"
#include "services/monitoring/reports/csv_text.h"
#include "ui/cli/audit_entry_json.h"
#include "ui/cli/audit_filter_options.h"
#include "ui/cli/json_line.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::AuditEntry;
using services::AuditVerifyReport;

constexpr std::uint64_t kShownByDefault = 50;

std::string detailsText(const AuditEntry& entry) {
    std::string text;
    for (const auto& [name, value] : entry.event.details)
        text += (text.empty() ? "" : ", ") + name + " " + value;
    return text;
}

std::string csvLine(const AuditEntry& entry) {
    using services::csvField;
    return fmt::format("{},{},{},{},{},{},{}\r\n", entry.sequence, utcText(entry.time),
                       csvField(entry.event.actor), csvField(entry.event.action),
                       csvField(entry.event.object), nameOf(entry.event.result),
                       csvField(detailsText(entry)));
}

class AuditListCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        filter_.declare(options);
        options.number(
            {"newest", 'n', "number", "show so many, the newest (0: all; 50 by default)", "", {}},
            newest_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "audit list takes no arguments");
        services::AuditQuery query = filter_.query(context.zone);
        query.newest = newest_;
        if (context.global.isJson)
            printJson(query, context);
        else
            printTable(query, context);
        return {};
    }

  private:
    static void printJson(const services::AuditQuery& query, const Context& context) {
        Json json = Json::array();
        context.core.audits.list(
            query, [&json](const AuditEntry& entry) { json.push_back(toJson(entry)); },
            context.stop);
        context.console.print(toLine(json));
    }

    static void printTable(const services::AuditQuery& query, const Context& context) {
        TextTable table;
        table.addColumn("Entry", Align::Right);
        for (const char* title : {"Time", "Actor", "Action", "Result", "Object", "Details"})
            table.addColumn(title);
        std::size_t count = 0;
        context.core.audits.list(
            query,
            [&](const AuditEntry& entry) {
                ++count;
                table.addRow({std::to_string(entry.sequence),
                              formatTime(entry.time.seconds, context.zone),
                              entry.isErased ? "(erased)" : entry.event.actor, entry.event.action,
                              nameOf(entry.event.result), entry.event.object, detailsText(entry)});
            },
            context.stop);
        table.addFoot(formatCount(count, "entry"));
        context.console.print(table.format(RowGap::None, context.tableColumns()));
    }

    AuditFilterOptions filter_;
    std::uint64_t newest_ = kShownByDefault;
};

class AuditExportCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        filter_.declare(options);
        options.text({"format",
                      '\0',
                      "format",
                      "json (as in the log, an entry a line) or csv",
                      "",
                      {"json", "csv"}},
                     format_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "audit export takes no arguments: it prints");
        if (format_ != "json" && format_ != "csv")
            throw Error{ErrorKind::InvalidInput,
                        "no format is called '" + format_ + "'; there are json, csv"};
        const bool isCsv = format_ == "csv";
        if (isCsv) context.console.print("sequence,time,actor,action,object,result,details\r\n");
        context.core.audits.list(
            filter_.query(context.zone),
            [&](const AuditEntry& entry) {
                context.console.print(isCsv ? csvLine(entry) : toLine(toJson(entry)));
            },
            context.stop);
        return {};
    }

  private:
    AuditFilterOptions filter_;
    std::string format_ = "json";
};

class AuditVerifyCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"signer",
                      '\0',
                      "fingerprint",
                      "take checkpoints by this key only, as `tl audit checkpoint` names it",
                      "",
                      {}},
                     request_.signer);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "audit verify takes no arguments");
        const GlobalOptions& global = context.global;
        const bool hasRepository = !global.repository.empty() || !global.repositoryFile.empty() ||
                                   !global.repositoryName.empty();
        if (hasRepository) request_.repositories.push_back(context.access());
        const AuditVerifyReport report = context.core.audits.verify(request_, context.stop);
        if (context.global.isJson)
            context.console.print(toLine(toJson(report)));
        else
            tell(report, hasRepository, context);
        if (!report.log.finding) return {};
        return {.exitCode = 1, .message = "the audit log is not as it was written"};
    }

  private:
    static Json toJson(const AuditVerifyReport& report) {
        Json json{
            {"message_type", "audit_verification"}, {"whole", !report.log.finding.has_value()},
            {"entries", report.log.entries},        {"bytes", report.log.bytes},
            {"checkpoints", report.checkpoints},    {"torn_end", report.log.isEndTorn},
            {"erased", report.log.erased},          {"problems", report.problems}};
        if (const auto& finding = report.log.finding)
            json["finding"] = {{"flaw", nameOf(finding->flaw)},
                               {"sequence", finding->sequence},
                               {"file", finding->file},
                               {"line", finding->line},
                               {"message", finding->message}};
        return json;
    }

    static void tell(const AuditVerifyReport& report, bool hasRepository, const Context& context) {
        for (const std::string& problem : report.problems)
            context.console.printError("warning: " + problem + "\n");
        if (const auto& finding = report.log.finding) {
            context.console.print(finding->message + "\n");
            if (!finding->file.empty())
                context.console.print(
                    fmt::format("at {}, line {}\n", finding->file, finding->line));
            context.console.print(fmt::format("the {} entries before are as they were written\n",
                                              report.log.entries));
            return;
        }
        context.tell(fmt::format("{} {} as written", formatCount(report.log.entries, "entry"),
                                 report.log.entries == 1 ? "is" : "are"));
        if (report.log.erased > 0)
            context.tell("of these, " + formatCount(report.log.erased, "entry") +
                         " had what told of a person taken out, as others announce");
        if (report.log.isEndTorn)
            context.tell("the last one was cut short by a kill; the next entry will say so");
        if (hasRepository)
            context.tell("the log agrees with " + formatCount(report.checkpoints, "checkpoint"));
        else
            context.tell("no checkpoint was looked at: name a repository (-r) that has some");
    }

    services::AuditVerifyRequest request_;
};

class AuditCheckpointCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "audit checkpoint takes no arguments");
        const auto checkpoint = context.core.audits.checkpoint(context.access(), context.stop);
        const std::string signer = services::fingerprintOf(checkpoint.signer);
        if (context.global.isJson)
            context.console.print(toLine({{"message_type", "audit_checkpoint"},
                                          {"sequence", checkpoint.sequence},
                                          {"hash", hexText(checkpoint.hash)},
                                          {"time", utcText(checkpoint.time)},
                                          {"signer", signer}}));
        else
            context.tell(fmt::format("entry {} and all before it are vouched for by key {}",
                                     checkpoint.sequence, signer));
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeAuditCheckpointCommand() {
    return std::make_unique<AuditCheckpointCommand>();
}

std::unique_ptr<Command> makeAuditExportCommand() {
    return std::make_unique<AuditExportCommand>();
}

std::unique_ptr<Command> makeAuditListCommand() {
    return std::make_unique<AuditListCommand>();
}

std::unique_ptr<Command> makeAuditVerifyCommand() {
    return std::make_unique<AuditVerifyCommand>();
}

}  // namespace tl::cli
