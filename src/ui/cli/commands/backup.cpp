#include "ui/cli/commands/backup.h"

#include "ui/cli/commands/backup_options.h"
#include "ui/cli/commands/backup_reporter.h"

namespace tl::cli {

namespace {

class BackupCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        constexpr int kIncomplete = 3;  // The snapshot is made, but something is missing in it.
        const services::BackupRequest request = options_.resolve(operands, context);
        const auto reporter = context.global.isJson ? makeBackupJsonReporter(context)
                                                    : makeBackupTextReporter(context);
        const auto report = context.core.backups.run(request, *reporter, context.stop);
        reporter->finish(report);
        if (report.failureCount == 0) return {};
        return {.exitCode = kIncomplete, .message = "at least one source file could not be read"};
    }

  private:
    BackupOptions options_;
};

}  // namespace

std::unique_ptr<Command> makeBackupCommand() {
    return std::make_unique<BackupCommand>();
}

}  // namespace tl::cli
