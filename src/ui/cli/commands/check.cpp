#include "ui/cli/commands/check.h"

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "ui/cli/json_line.h"
#include "ui/cli/phase_display.h"
#include "ui/cli/snapshot_filter_options.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::Finding;
using services::FindingSeverity;

std::string formatFinding(const Finding& finding) {
    return finding.object.empty() ? finding.message : finding.object + ": " + finding.message;
}

/// What a phase counts.
const char* itemsOf(const std::string& phase) {
    if (phase == "packs" || phase == "data") return "packs";
    if (phase == "index") return "index files";
    return "snapshots";
}

/// One sentence on what was read whole when.
std::string describeAges(const services::ReadAges& ages, const TimeZone& zone) {
    if (ages.packs == 0) return "there is no data yet";
    if (ages.neverReadPacks > 0) {
        return fmt::format("{} of {} packs ({}) were never read whole by a check on this machine",
                           ages.neverReadPacks, ages.packs,
                           formatBytesBriefly(ages.neverReadBytes));
    }
    return "all data was read whole since " + formatTime(ages.oldest.value_or(0), zone);
}

class CheckReporter : public services::CheckObserver {
  public:
    virtual void finish(const services::CheckReport& report) = 0;
};

class CheckTextReporter final : public CheckReporter {
  public:
    explicit CheckTextReporter(const Context& context)
        : display_{context, "check"},
          zone_{context.zone} {}

    void onStatus(const services::CheckStatus& status) override {
        display_.update({.phase = status.phase,
                         .items = itemsOf(status.phase),
                         .done = status.done,
                         .total = status.total,
                         .bytesDone = status.bytesDone,
                         .bytesTotal = status.bytesTotal});
    }

    void onFinding(const Finding& finding) override {
        const char* severity = finding.severity == FindingSeverity::Error ? "error: " : "note: ";
        display_.printError(severity + formatFinding(finding));
    }

    void finish(const services::CheckReport& report) override {
        display_.clear();
        if (!report.brokenPacks.empty()) {
            display_.printError(
                "\nThe repository holds damaged pack files. What is still good in them can be "
                "saved with:\n");
            display_.printError(fmt::format("    repair packs {}\n    repair snapshots --forget\n",
                                            fmt::join(report.brokenPacks, " ")));
        }
        if (report.isIndexRepairSuggested)
            display_.printError("`repair index` makes the index right again.");
        if (report.isPruneSuggested) display_.tell("`prune` removes what is stored needlessly.");
        if (report.readAges) display_.tell(describeAges(*report.readAges, zone_));
        if (report.errorCount == 0) display_.tell("no errors were found");
    }

  private:
    PhaseDisplay display_;
    const TimeZone& zone_;
};

/// What the record of readings adds to restic's summary.
Json toJson(const services::ReadAges& ages, const TimeZone& zone) {
    return Json{
        {"packs", ages.packs},
        {"never_read_packs", ages.neverReadPacks},
        {"never_read_bytes", ages.neverReadBytes},
        {"oldest_read", ages.oldest ? Json(formatTime(*ages.oldest, zone)) : Json(nullptr)}};
}

/// Format section 16.2, "check".
class CheckJsonReporter final : public CheckReporter {
  public:
    explicit CheckJsonReporter(const Context& context)
        : console_{context.console},
          zone_{context.zone} {}

    void onStatus(const services::CheckStatus& /*status*/) override {}

    void onFinding(const Finding& finding) override {
        if (finding.severity != FindingSeverity::Error) return;
        console_.printError(
            toLine(Json{{"message_type", "error"}, {"message", formatFinding(finding)}}));
    }

    void finish(const services::CheckReport& report) override {
        Json summary{
            {"message_type", "summary"},
            {"num_errors", report.errorCount},
            {"broken_packs", report.brokenPacks.empty() ? Json(nullptr) : Json(report.brokenPacks)},
            {"suggest_repair_index", report.isIndexRepairSuggested},
            {"suggest_prune", report.isPruneSuggested}};
        if (report.readAges) summary["data_read"] = toJson(*report.readAges, zone_);
        console_.print(toLine(summary));
    }

  private:
    Console& console_;
    const TimeZone& zone_;
};

class CheckCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"read-data", '\0', "", "read and check all data", "", {}}, isDataRead_);
        options.text(
            {"read-data-subset",
             '\0',
             "subset",
             "read and check part of the data: n/t for part n of t, or x% or a size such as "
             "50M of what was not read for longest",
             "",
             {}},
            subset_);
        options.text({"read-data-within",
                      '\0',
                      "duration",
                      "read and check the data that was not read for as long, such as 30d",
                      "",
                      {}},
                     within_);
        options.flag({"with-cache", '\0', "", "use the local cache, too", "", {}}, isCacheUsed_);
        filter_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        if (isDataRead_ && !subset_.empty())
            throw Error{ErrorKind::InvalidInput,
                        "--read-data and --read-data-subset exclude each other"};
        services::CheckRequest request;
        request.repository = context.access();
        request.repository.cache.isOn = request.repository.cache.isOn && isCacheUsed_;
        if (isDataRead_) request.reading.readData = services::ReadAll{};
        if (!subset_.empty()) request.reading.readData = services::parseReadDataSubset(subset_);
        if (!within_.empty()) request.reading.within = services::parseReadWithin(within_);
        request.filter = filter_.resolve(Environment{[](const std::string&) {
            return std::nullopt;  // The whole repository, unless the command line limits it.
        }});
        request.ids = operands;
        const auto reporter = makeReporter(context);
        const auto report = context.core.checks.check(request, *reporter, context.stop);
        reporter->finish(report);
        if (report.errorCount == 0) return {};
        return {.exitCode = 1, .message = "the repository contains errors"};
    }

  private:
    static std::unique_ptr<CheckReporter> makeReporter(const Context& context) {
        if (context.global.isJson) return std::make_unique<CheckJsonReporter>(context);
        return std::make_unique<CheckTextReporter>(context);
    }

    bool isDataRead_ = false;
    std::string subset_;
    std::string within_;
    bool isCacheUsed_ = false;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeCheckCommand() {
    return std::make_unique<CheckCommand>();
}

}  // namespace tl::cli
