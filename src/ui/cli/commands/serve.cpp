#include "ui/cli/commands/serve.h"

#include "infra/errors/error.h"
#include "infra/platform/user_folders.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

namespace {

/// Empty for a user without a home.
std::string usualLockFile() {
    const std::string folder = userStateFolder();
    return folder.empty() ? folder : folder + "/timelocker/serve.lock";
}

class ServeCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.number(
            {"parallel", '\0', "n", "how many runs may go on at once (default 1)", "", {}},
            parallel_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        constexpr std::uint64_t kParallelMax = 64;
        requireOperands(operands, 0, 0, "serve takes no arguments");
        if (parallel_ == 0 || parallel_ > kParallelMax)
            throw Error{ErrorKind::InvalidInput, "--parallel is to be between 1 and 64"};
        const std::string lockFile = usualLockFile();
        if (lockFile.empty())
            throw Error{ErrorKind::InvalidInput,
                        "there is no place for the lock file: set HOME or XDG_STATE_HOME"};
        context.core.scheduledRuns.serve({.world = runWorld(context, Asking::Forbidden),
                                          .runsMax = static_cast<std::size_t>(parallel_),
                                          .lockFile = lockFile},
                                         context.stop);
        return {};  // A stop is how it ends.
    }

  private:
    std::uint64_t parallel_ = 1;
};

}  // namespace

std::unique_ptr<Command> makeServeCommand() {
    return std::make_unique<ServeCommand>();
}

services::RunWorld runWorld(const Context& context, Asking asking) {
    return {.access =
                [&context, asking](const std::string& repository) {
                    services::RepositoryAccess access = accessTo(
                        context.core.namedRepositories.load(repository).definition, context.global,
                        context.environment, PasswordUse::Open, context.console);
                    if (asking == Asking::Forbidden) access.password.prompt = {};
                    return access;
                },
            .tell =
                [&context](const std::string& news) {
                    if (context.global.isQuiet) return;
                    context.console.notify(
                        context.global.isJson
                            ? Json{{"message_type", "news"}, {"message", news}}.dump()
                            : news);
                },
            .host = findSetting(context.environment, "HOST").value_or("")};
}

}  // namespace tl::cli
