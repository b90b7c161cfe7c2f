#include "ui/cli/commands/generate.h"

#include <cstdint>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "ui/cli/completion/completion.h"
#include "ui/cli/manual/manual.h"
#include "ui/cli/text_format.h"

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
        options.text({"man", '\0', "directory", "write the manual pages into this folder", "", {}},
                     manualFolder_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "generate takes options only");
        if (bashFile_.empty() && zshFile_.empty() && fishFile_.empty() && manualFolder_.empty())
            throw Error{ErrorKind::InvalidInput,
                        "nothing to generate: give --bash-completion, --zsh-completion, "
                        "--fish-completion or --man"};
        if (!bashFile_.empty()) write(bashFile_, "bash", makeBashCompletion(), context);
        if (!zshFile_.empty()) write(zshFile_, "zsh", makeZshCompletion(), context);
        if (!fishFile_.empty()) write(fishFile_, "fish", makeFishCompletion(), context);
        if (!manualFolder_.empty()) writeManual(context);
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

    void writeManual(const Context& context) const {
        constexpr std::uint32_t kReadable = 0755;
        constexpr std::uint32_t kForAll = 0644;
        const std::vector<ManualPage> pages = manualPages();
        makeDirectories(manualFolder_, kReadable);
        for (const ManualPage& page : pages) {
            const std::string path = manualFolder_ + "/" + page.name;
            writeFile(path, page.text);
            setPermissions(path, kForAll);
        }
        context.tell("wrote " + formatCount(pages.size(), "manual page") + " to " + manualFolder_);
    }

    std::string bashFile_;
    std::string zshFile_;
    std::string fishFile_;
    std::string manualFolder_;
};

}  // namespace

std::unique_ptr<Command> makeGenerateCommand() {
    return std::make_unique<GenerateCommand>();
}

}  // namespace tl::cli
