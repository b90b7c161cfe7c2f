#include "ui/cli/commands/repair_reporter.h"

#include "ui/cli/phase_display.h"

namespace tl::cli {

namespace {

using services::RepairNotice;
using services::RepairOutcome;
using services::RepairStatus;

/// What a phase counts.
const char* itemsOf(const std::string& phase) {
    if (phase == "index") return "index files";
    if (phase == "snapshots" || phase == "trees") return phase.c_str();
    return "packs";
}

const char* nameOf(RepairOutcome outcome) {
    switch (outcome) {
        case RepairOutcome::Mended:
            return "mended";
        case RepairOutcome::Lost:
            return "lost";
        case RepairOutcome::Open:
            return "open";
    }
    return "";
}

class RepairTextReporter final : public RepairReporter {
  public:
    explicit RepairTextReporter(const Context& context) : display_{context, "repair:"} {}

    void onStatus(const RepairStatus& status) override {
        display_.update({.phase = status.phase,
                         .items = itemsOf(status.phase),
                         .done = status.done,
                         .total = status.total});
    }

    void onNotice(const RepairNotice& notice) override {
        const std::string line = notice.object + ": " + notice.message;
        if (notice.outcome == RepairOutcome::Mended)
            display_.tell(line);
        else
            display_.printError(std::string{nameOf(notice.outcome)} + ": " + line);
    }

    void finish(const std::vector<std::string>& sentences, const Json& /*summary*/) override {
        display_.clear();
        for (const std::string& sentence : sentences)
            display_.tell(sentence);
    }

  private:
    PhaseDisplay display_;
};

class RepairJsonReporter final : public RepairReporter {
  public:
    explicit RepairJsonReporter(const Context& context) : console_{context.console} {}

    void onStatus(const RepairStatus& /*status*/) override {}

    void onNotice(const RepairNotice& notice) override {
        console_.print(toLine(Json{{"message_type", "notice"},
                                   {"outcome", nameOf(notice.outcome)},
                                   {"object", notice.object},
                                   {"message", notice.message}}));
    }

    void finish(const std::vector<std::string>& /*sentences*/, const Json& summary) override {
        Json line{{"message_type", "summary"}};
        line.update(summary);
        console_.print(toLine(line));
    }

  private:
    Console& console_;
};

}  // namespace

std::unique_ptr<RepairReporter> makeRepairReporter(const Context& context) {
    if (context.global.isJson) return std::make_unique<RepairJsonReporter>(context);
    return std::make_unique<RepairTextReporter>(context);
}

}  // namespace tl::cli
