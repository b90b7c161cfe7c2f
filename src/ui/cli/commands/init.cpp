#include "ui/cli/commands/init.h"

#include <utility>

#include "infra/errors/error.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

namespace {

/// The other repository, whose chunker parameters are copied.
struct SourceOptions {
    std::string repository;
    std::string repositoryFile;
    PasswordOptions password;
    std::string keyHint;

    void declare(OptionSet& options) {
        options.text({"from-repo",
                      '\0',
                      "repository",
                      "repository to copy chunker parameters from",
                      "FROM_REPOSITORY",
                      {}},
                     repository);
        options.text({"from-repository-file",
                      '\0',
                      "file",
                      "read that repository's location from a file",
                      "FROM_REPOSITORY_FILE",
                      {}},
                     repositoryFile);
        options.text({"from-password-file",
                      '\0',
                      "file",
                      "read that repository's password from a file",
                      "FROM_PASSWORD_FILE",
                      {}},
                     password.file);
        options.text({"from-password-command",
                      '\0',
                      "command",
                      "run a command that prints that repository's password",
                      "FROM_PASSWORD_COMMAND",
                      {}},
                     password.command);
        options.flag(
            {"from-insecure-no-password", '\0', "", "that repository's password is empty", "", {}},
            password.isEmptyAllowed);
        options.text({"from-key-hint",
                      '\0',
                      "key",
                      "the ID of the key to try first there",
                      "FROM_KEY_HINT",
                      {}},
                     keyHint);
    }

    [[nodiscard]] bool isGiven() const {
        return !repository.empty() || !repositoryFile.empty() || !password.file.empty() ||
               !password.command.empty() || password.isEmptyAllowed || !keyHint.empty();
    }

    [[nodiscard]] services::RepositoryAccess resolve(const Context& context) const {
        const Environment& environment = context.environment;
        services::RepositoryAccess access = context.access();
        access.location = resolveLocation(repository, repositoryFile);
        if (access.location.empty())
            access.location =
                resolveLocation(findSetting(environment, "FROM_REPOSITORY").value_or(""),
                                findSetting(environment, "FROM_REPOSITORY_FILE").value_or(""));
        if (access.location.empty())
            throw Error{ErrorKind::InvalidInput,
                        "--copy-chunker-params needs a repository to copy from: give --from-repo"};
        access.password =
            resolvePassword(password, environment, "FROM_", PasswordUse::Open, context.console);
        access.keyHint =
            !keyHint.empty() ? keyHint : findSetting(environment, "FROM_KEY_HINT").value_or("");
        return access;
    }
};

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
        source_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "init takes no arguments");
        if (source_.isGiven() && !isChunkerCopied_)
            throw Error{ErrorKind::InvalidInput,
                        "--from-… options are of use only with --copy-chunker-params"};
        services::InitRequest request;
        request.repository = resolveAccess(context.global, context.environment, PasswordUse::Create,
                                           context.console);
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
    SourceOptions source_;
};

}  // namespace

std::unique_ptr<Command> makeInitCommand() {
    return std::make_unique<InitCommand>();
}

}  // namespace tl::cli
