#include "ui/cli/commands/restore.h"

#include "ui/cli/commands/restore_options.h"
#include "ui/cli/commands/restore_reporter.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

class RestoreCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "restore takes a snapshot: an ID, latest, or ID:folder");
        const services::RestoreRequest request = options_.resolve(operands[0], context);
        const auto reporter = context.global.isJson ? makeRestoreJsonReporter(context)
                                                    : makeRestoreTextReporter(context);
        const auto report = context.core.restores.run(request, *reporter, context.stop);
        reporter->finish(report);
        if (report.failureCount == 0) return {};
        return {.exitCode = 1,
                .message = formatCount(report.failureCount, "item") + " could not be restored"};
    }

  private:
    RestoreOptions options_;
};

}  // namespace

std::unique_ptr<Command> makeRestoreCommand() {
    return std::make_unique<RestoreCommand>();
}

}  // namespace tl::cli
