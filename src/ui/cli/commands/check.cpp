#include "ui/cli/commands/check.h"

#include <chrono>
#include <string_view>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "ui/cli/json_line.h"
#include "ui/cli/live_display.h"
#include "ui/cli/progress.h"
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

class CheckReporter : public services::CheckObserver {
  public:
    virtual void finish(const services::CheckReport& report) = 0;
};

class CheckTextReporter final : public CheckReporter {
  public:
    explicit CheckTextReporter(const Context& context)
        : display_{context.console},
          clock_{context.clock},
          isQuiet_{context.global.verbosity() == Verbosity::Quiet},
          interval_{progressInterval(
              {.isQuiet = isQuiet_, .isJson = false, .isTerminal = context.console.isTerminal()},
              context.environment)} {}

    void onStatus(const services::CheckStatus& status) override {
        const auto now = clock_.monotonic();
        if (status.phase != phase_) {
            phase_ = status.phase;
            phaseStart_ = now;
            tell("check " + phase_);
        }
        if (interval_.count() == 0 || now - lastShown_ < interval_) return;
        lastShown_ = now;
        display_.update({formatProgress({.elapsed = now - phaseStart_,
                                         .remaining = {},
                                         .itemsDone = status.done,
                                         .itemsTotal = status.total,
                                         .bytesDone = status.bytesDone,
                                         .bytesTotal = status.bytesTotal,
                                         .items = itemsOf(phase_)})});
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
        if (report.isPruneSuggested) tell("`prune` removes what is stored needlessly.");
        if (report.errorCount == 0) tell("no errors were found");
    }

  private:
    void tell(std::string_view line) {
        if (!isQuiet_) display_.print(line);
    }

    LiveDisplay display_;
    const Clock& clock_;
    bool isQuiet_;
    std::chrono::milliseconds interval_;
    std::string phase_;
    std::chrono::nanoseconds phaseStart_{0};
    std::chrono::nanoseconds lastShown_{0};
};

/// Format section 16.2, "check".
class CheckJsonReporter final : public CheckReporter {
  public:
    explicit CheckJsonReporter(const Context& context) : console_{context.console} {}

    void onStatus(const services::CheckStatus& /*status*/) override {}

    void onFinding(const Finding& finding) override {
        if (finding.severity != FindingSeverity::Error) return;
        console_.printError(
            toLine(Json{{"message_type", "error"}, {"message", formatFinding(finding)}}));
    }

    void finish(const services::CheckReport& report) override {
        console_.print(toLine(Json{
            {"message_type", "summary"},
            {"num_errors", report.errorCount},
            {"broken_packs", report.brokenPacks.empty() ? Json(nullptr) : Json(report.brokenPacks)},
            {"suggest_repair_index", report.isIndexRepairSuggested},
            {"suggest_prune", report.isPruneSuggested}}));
    }

  private:
    Console& console_;
};

class CheckCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"read-data", '\0', "", "read and check all data", "", {}}, isDataRead_);
        options.text({"read-data-subset",
                      '\0',
                      "subset",
                      "read and check part of the data: n/t for part n of t, x% or a size such as "
                      "50M at random",
                      "",
                      {}},
                     subset_);
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
        if (isDataRead_) request.readData = services::ReadAll{};
        if (!subset_.empty()) request.readData = services::parseReadDataSubset(subset_);
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
    bool isCacheUsed_ = false;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeCheckCommand() {
    return std::make_unique<CheckCommand>();
}

}  // namespace tl::cli
