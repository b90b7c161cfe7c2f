#include "ui/cli/commands/check_reporter.h"

#include <fmt/format.h>

#include "ui/cli/commands/remedy_list.h"
#include "ui/cli/json_line.h"
#include "ui/cli/phase_display.h"
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
        if (finding.severity == FindingSeverity::Error) remedies_.add(finding);
    }

    void finish(const services::CheckReport& report) override {
        // The index may need it though nothing that was found says so: a pack that no index lists
        // may be what the trees lack. Damaged packs come first: their repair mends the index, too.
        if (report.isIndexRepairSuggested && report.brokenPacks.empty())
            remedies_.add({.remedy = services::Remedy::RepairIndex});
        finishPart();
        if (report.isPruneSuggested) display_.tell("`prune` removes what is stored needlessly.");
        if (report.readAges) display_.tell(describeAges(*report.readAges, zone_));
        if (report.errorCount == 0) display_.tell("no errors were found");
    }

    void finishPart() override {
        display_.clear();
        const auto lines = remedies_.lines();
        if (lines.empty()) return;
        display_.printError("\nWhat to do about it, in this order:\n");
        for (const std::string& line : lines)
            display_.printError("    " + line);
        display_.printError("");
    }

  private:
    PhaseDisplay display_;
    const TimeZone& zone_;
    RemedyList remedies_;
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
        console_.printError(toLine(Json{{"message_type", "error"},
                                        {"message", formatFinding(finding)},
                                        {"advice", commandFor(finding)}}));
    }

    void finishPart() override {}

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

}  // namespace

std::unique_ptr<CheckReporter> makeCheckReporter(const Context& context) {
    if (context.global.isJson) return std::make_unique<CheckJsonReporter>(context);
    return std::make_unique<CheckTextReporter>(context);
}

}  // namespace tl::cli
