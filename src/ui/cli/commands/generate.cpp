#include "ui/cli/commands/generate.h"

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "ui/cli/completion/completion.h"

namespace tl::cli {

namespace {

class GenerateCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text(
            {"bash-completion", '\0', "file", "write the completion for bash ('-': print)", "", {}},
            bashFile_);
        options.text(
            {"zsh-completion", '\0', "file", "write the completion for zsh ('-': print)", "", {}},
            zshFile_);
        options.text(
            {"fish-completion", '\0', "file", "write the completion for fish ('-': print)", "", {}},
            fishFile_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "generate takes options only");
        if (bashFile_.empty() && zshFile_.empty() && fishFile_.empty())
            throw Error{ErrorKind::InvalidInput,
                        "nothing to generate: give --bash-completion, --zsh-completion or "
                        "--fish-completion"};
        if (!bashFile_.empty()) write(bashFile_, "bash", makeBashCompletion(), context);
        if (!zshFile_.empty()) write(zshFile_, "zsh", makeZshCompletion(), context);
        if (!fishFile_.empty()) write(fishFile_, "fish", makeFishCompletion(), context);
        return {};
    }

  private:
    static void write(const std::string& file,
                      const std::string& shell,
                      const std::string& script,
                      const Context& context) {
        if (file == "-") return context.console.print(script);
        context.tell("writing " + shell + " completion file to " + file);
        writeFile(file, script);
    }

    std::string bashFile_;
    std::string zshFile_;
    std::string fishFile_;
};

}  // namespace

std::unique_ptr<Command> makeGenerateCommand() {
    return std::make_unique<GenerateCommand>();
}

}  // namespace tl::cli
