#include "ui/cli/commands/config.h"

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "ui/cli/commands/region.h"
#include "ui/cli/configuration_changes.h"

namespace tl::cli {

namespace {

constexpr const char* kFileWanted = "the file with the definitions is wanted";

std::string readConfiguration(const std::string& path) {
    constexpr std::size_t kSizeMax = std::size_t{8} * 1024 * 1024;
    return readFile(path, kSizeMax);
}

class ConfigExportCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"output",
                      '\0',
                      "file",
                      "write to this file, for its user alone, in place of the standard output",
                      "",
                      {}},
                     output_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "config export takes no arguments");
        const std::string text = context.core.configurations.exportAll();
        if (output_.empty()) {
            context.console.print(context.global.isJson ? toLine({{"toml", text}}) : text);
            return {};
        }
        writeFile(output_, text);
        if (context.global.isJson) context.console.print(toLine({{"file", output_}}));
        context.tell("wrote " + output_);
        return {};
    }

  private:
    std::string output_;
};

class ConfigApplyCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"dry-run", 'n', "", "only show what would change", "", {}}, isDryRun_);
        options.flag({"remove-others",
                      '\0',
                      "",
                      "remove definitions that the file does not name; repositories and backups "
                      "themselves stay",
                      "",
                      {}},
                     isExact_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kFileWanted);
        services::ConfigurationRequest request{.text = readConfiguration(operands[0])};
        request.unnamed = isExact_ ? services::Unnamed::Remove : services::Unnamed::Keep;
        request.execution = isDryRun_ ? services::Execution::PlanOnly : services::Execution::Apply;
        const auto changes = context.core.configurations.apply(request);
        if (context.global.isJson)
            context.console.print(toLine(changesToJson(changes, request.execution)));
        tellChanges(changes, request.execution, context);
        if (!isDryRun_) warnOfBreaches(context);
        return {};
    }

  private:
    bool isDryRun_ = false;
    bool isExact_ = false;
};

class ConfigValidateCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kFileWanted);
        context.core.configurations.validate(readConfiguration(operands[0]));
        if (context.global.isJson)
            context.console.print(toLine({{"file", operands[0]}, {"valid", true}}));
        context.tell(operands[0] + " is sound");
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeConfigApplyCommand() {
    return std::make_unique<ConfigApplyCommand>();
}

std::unique_ptr<Command> makeConfigExportCommand() {
    return std::make_unique<ConfigExportCommand>();
}

std::unique_ptr<Command> makeConfigValidateCommand() {
    return std::make_unique<ConfigValidateCommand>();
}

}  // namespace tl::cli
