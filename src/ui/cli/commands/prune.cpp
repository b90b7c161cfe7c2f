#include "ui/cli/commands/prune.h"

#include <string>

#include "ui/cli/commands/prune_options.h"
#include "ui/cli/commands/prune_reporter.h"

namespace tl::cli {

namespace {

class PruneCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        values_.declare(options);
        options.flag({"dry-run", 'n', "", "only say what would be done", "", {}}, isDryRun_);
        options.text({"unsafe-recover-no-free-space",
                      '\0',
                      "repository-id",
                      "for a disk that is full to the last byte: delete before anything is stored. "
                      "If it is interrupted, run `repair index`",
                      "",
                      {}},
                     recoverWithoutSpaceId_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "prune takes no arguments");
        services::PruneRequest request;
        request.repository = context.access();
        request.options = values_.resolve();
        request.isDryRun = isDryRun_;
        request.recoverWithoutSpaceId = recoverWithoutSpaceId_;
        const auto reporter = makePruneReporter(context);
        reporter->finish(context.core.prunes.prune(request, *reporter, context.stop));
        return {};
    }

  private:
    PruneOptionValues values_;
    bool isDryRun_ = false;
    std::string recoverWithoutSpaceId_;
};

}  // namespace

std::unique_ptr<Command> makePruneCommand() {
    return std::make_unique<PruneCommand>();
}

}  // namespace tl::cli
