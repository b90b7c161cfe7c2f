#include "ui/cli/commands/forget.h"

#include "ui/cli/commands/forget_options.h"
#include "ui/cli/commands/forget_reporter.h"

namespace tl::cli {

namespace {

/// Restic's exit code for a forget that left some of what it should remove.
constexpr int kNotAllRemoved = 3;

class ForgetCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const services::ForgetRequest request = options_.resolve(operands, context);
        const auto reporter = makeReporter(request, context);
        const auto report = context.core.forgets.forget(request, *reporter, context.stop);
        reporter->finish(report);
        if (!report.failed.empty())
            return {.exitCode = kNotAllRemoved, .message = "not all snapshots could be removed"};
        if (!report.problems.empty())
            return {.exitCode = 1,
                    .message =
                        "not all snapshots could be read, so some may have been kept that "
                        "should be removed; see what `check` says"};
        return {};
    }

  private:
    [[nodiscard]] std::unique_ptr<ForgetReporter> makeReporter(
        const services::ForgetRequest& request, const Context& context) const {
        if (context.global.isJson) return makeForgetJsonReporter(context);
        return makeForgetTextReporter(
            context, request, options_.isCompact() ? TableStyle::Compact : TableStyle::Full);
    }

    ForgetOptions options_;
};

}  // namespace

std::unique_ptr<Command> makeForgetCommand() {
    return std::make_unique<ForgetCommand>();
}

}  // namespace tl::cli
