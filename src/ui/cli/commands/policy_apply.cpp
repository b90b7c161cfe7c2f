// `tl policy preview` and `tl policy apply`: the same plan, shown or carried out.

#include <algorithm>

#include "infra/errors/error.h"
#include "ui/cli/commands/forget_reporter.h"
#include "ui/cli/commands/policy.h"
#include "ui/cli/commands/prune_options.h"
#include "ui/cli/json_line.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

/// Restic's exit code for a forget that left some of what it should remove.
constexpr int kNotAllRemoved = 3;

void tellUnjudged(const services::RetentionPlan& plan, const Context& context) {
    const auto count = static_cast<std::uint64_t>(std::ranges::count_if(
        plan.snapshots, [](const auto& one) { return one.policies.empty(); }));
    if (count > 0)
        context.tell("no policy is for " + formatCount(count, "other snapshot") + ": kept");
}

CommandResult apply(const services::RetentionRequest& request,
                    TableStyle style,
                    const Context& context) {
    services::ForgetRequest shown;
    shown.isDryRun = request.isDryRun;
    const auto reporter = context.global.isJson ? makeForgetJsonReporter(context)
                                                : makeForgetTextReporter(context, shown, style);
    const auto report = context.core.retentionPolicies.apply(request, *reporter, context.stop);
    reporter->finish(report.forget);
    // The reporter says nothing of no groups, as restic does; who asks for a plan gets one.
    if (context.global.isJson && report.plan.forget.groups.empty())
        context.console.print(toLine(Json::array()));
    tellUnjudged(report.plan, context);
    if (!report.forget.failed.empty())
        return {.exitCode = kNotAllRemoved, .message = "not all snapshots could be removed"};
    if (!report.forget.problems.empty())
        return {.exitCode = 1,
                .message =
                    "not all snapshots could be read, so some may have been kept that should be "
                    "removed; see what `check` says"};
    return {};
}

void declareCommon(OptionSet& options, bool& isRemovingAllAllowed, bool& isCompact) {
    options.flag({"remove-all",
                  '\0',
                  "",
                  "the second of two permissions to leave nothing of a group; the policy has the "
                  "first",
                  "",
                  {}},
                 isRemovingAllAllowed);
    options.flag({"compact", 'c', "", "show less of each snapshot", "", {}}, isCompact);
}

class PolicyPreviewCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        declareCommon(options, isRemovingAllAllowed_, isCompact_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0,
                        "policy preview takes no arguments: name the repository "
                        "with -r");
        return apply({.repository = context.access(),
                      .isDryRun = true,
                      .isRemovingAllAllowed = isRemovingAllAllowed_},
                     isCompact_ ? TableStyle::Compact : TableStyle::Full, context);
    }

  private:
    bool isRemovingAllAllowed_ = false;
    bool isCompact_ = false;
};

class PolicyApplyCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        declareCommon(options, isRemovingAllAllowed_, isCompact_);
        options.flag({"prune", '\0', "", "prune afterwards, if anything was removed", "", {}},
                     isPruning_);
        pruneValues_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0,
                        "policy apply takes no arguments: name the repository "
                        "with -r");
        services::RetentionRequest request{.repository = context.access(),
                                           .isRemovingAllAllowed = isRemovingAllAllowed_};
        const services::PruneOptions pruneOptions = pruneValues_.resolve();
        if (isPruning_) request.prune = pruneOptions;
        return apply(request, isCompact_ ? TableStyle::Compact : TableStyle::Full, context);
    }

  private:
    bool isRemovingAllAllowed_ = false;
    bool isCompact_ = false;
    bool isPruning_ = false;
    PruneOptionValues pruneValues_;
};

}  // namespace

std::unique_ptr<Command> makePolicyApplyCommand() {
    return std::make_unique<PolicyApplyCommand>();
}

std::unique_ptr<Command> makePolicyPreviewCommand() {
    return std::make_unique<PolicyPreviewCommand>();
}

}  // namespace tl::cli
