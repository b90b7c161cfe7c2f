#include "ui/cli/commands/init.h"

#include <utility>

#include "infra/errors/error.h"
#include "ui/cli/json_line.h"
#include "ui/cli/source_repository_options.h"

namespace tl::cli {

namespace {

std::uint32_t parseVersion(const std::string& text) {
    if (text == "stable" || text == "latest" || text == "2") return 2;
    if (text == "1") return 1;
    throw Error{ErrorKind::InvalidInput, "use 1, 2, stable or latest"};
}

class InitCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.custom({"repository-version",
                        '\0',
                        "version",
                        "format version: 1, 2, stable or latest",
                        "",
                        {"stable", "latest", "1", "2"}},
                       [this](const std::string& value) { version_ = parseVersion(value); });
        options.flag({"copy-chunker-params",
                      '\0',
                      "",
                      "copy another repository's chunker parameters, so that both cut files alike",
                      "",
                      {}},
                     isChunkerCopied_);
        source_.declare(options, "to copy chunker parameters from");
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "init takes no arguments");
        if (source_.isGiven() && !isChunkerCopied_)
            throw Error{ErrorKind::InvalidInput,
                        "--from-… options are of use only with --copy-chunker-params"};
        services::InitRequest request;
        request.repository =
            resolveAccess(context.global, context.environment, context.core.namedRepositories,
                          PasswordUse::Create, context.console);
        request.version = version_;
        if (isChunkerCopied_) request.copyChunkerFrom = source_.resolve(context);
        report(context.core.repositories.init(request, context.stop), context);
        return {};
    }

  private:
    static void report(const services::InitResult& result, const Context& context) {
        constexpr std::size_t kShownDigits = 10;
        if (context.global.isJson) {
            context.console.print(toLine(Json{{"message_type", "initialized"},
                                              {"id", result.id},
                                              {"repository", result.location}}));
            return;
        }
        context.tell("created restic repository " + result.id.substr(0, kShownDigits) + " at " +
                     result.location);
        context.tell(
            "\nKeep the password safe: nobody can read the repository without it, and there is no\n"
            "way to find it out.");
    }

    std::uint32_t version_ = 2;
    bool isChunkerCopied_ = false;
    SourceRepositoryOptions source_;
};

}  // namespace

std::unique_ptr<Command> makeInitCommand() {
    return std::make_unique<InitCommand>();
}

}  // namespace tl::cli
