#include "ui/cli/commands/config.h"

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::ConfigurationChange;
using services::ConfigurationStep;

constexpr const char* kFileWanted = "the file with the definitions is wanted";

std::string readConfiguration(const std::string& path) {
    constexpr std::size_t kSizeMax = std::size_t{8} * 1024 * 1024;
    return readFile(path, kSizeMax);
}

const char* nameOf(ConfigurationStep step) {
    switch (step) {
        case ConfigurationStep::Add:
            return "add";
        case ConfigurationStep::Change:
            return "change";
        case ConfigurationStep::Remove:
            break;
    }
    return "remove";
}

char signOf(ConfigurationStep step) {
    switch (step) {
        case ConfigurationStep::Add:
            return '+';
        case ConfigurationStep::Change:
            return '~';
        case ConfigurationStep::Remove:
            break;
    }
    return '-';
}

std::string describe(const ConfigurationChange& change) {
    std::string text = fmt::format("{} {} {}", signOf(change.step), change.kind, change.name);
    if (!change.fields.empty()) text += ": " + joined(change.fields);
    return text;
}

Json toJson(const ConfigurationChange& change) {
    Json json{{"step", nameOf(change.step)}, {"kind", change.kind}, {"name", change.name}};
    if (!change.fields.empty()) json["fields"] = change.fields;
    return json;
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
        Json json{{"dry_run", isDryRun_}, {"changes", Json::array()}};
        for (const ConfigurationChange& change : changes) {
            json["changes"].push_back(toJson(change));
            context.tell(describe(change));
        }
        if (context.global.isJson) context.console.print(toLine(json));
        if (changes.empty())
            context.tell("nothing to change");
        else
            context.tell(formatCount(changes.size(), "change") +
                         (isDryRun_ ? ", none of them made: this was a dry run" : ""));
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
