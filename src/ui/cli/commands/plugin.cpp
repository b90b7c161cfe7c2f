#include "ui/cli/commands/plugin.h"

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "ui/cli/json_line.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::Plugin;
using services::PluginKind;
using services::PluginOption;

const char* stateOf(const Plugin& plugin) {
    if (!plugin.problem.empty()) return "refused";
    return plugin.isEnabled ? "enabled" : "disabled";
}

Json toJson(const Plugin& plugin) {
    Json json{{"name", plugin.name},
              {"version", plugin.manifest.version},
              {"kind", nameOf(plugin.manifest.kind)},
              {"description", plugin.manifest.description},
              {"origin", nameOf(plugin.origin)},
              {"folder", plugin.folder},
              {"enabled", plugin.isEnabled},
              {"usable", plugin.isEnabled && plugin.problem.empty()}};
    if (!plugin.problem.empty()) json["problem"] = plugin.problem;
    return json;
}

Json toJson(const PluginOption& option) {
    Json json{{"name", option.name},
              {"type", nameOf(option.type)},
              {"description", option.description},
              {"required", option.isRequired},
              {"secret", option.isSecret},
              {"variable", option.variable}};
    if (option.hasDefault) json["default"] = option.defaultValue;
    return json;
}

Json toLongJson(const Plugin& plugin) {
    Json json = toJson(plugin);
    json["program"] = plugin.program;
    json["arguments"] = plugin.manifest.arguments;
    json["environment"] = plugin.manifest.environment;
    json["options"] = Json::array();
    for (const PluginOption& option : plugin.manifest.options)
        json["options"].push_back(toJson(option));
    return json;
}

std::string describe(const PluginOption& option) {
    std::string text = fmt::format("  {} ({}", option.name, nameOf(option.type));
    if (option.isRequired) text += ", required";
    if (option.isSecret) text += ", secret";
    if (option.hasDefault) text += ", default " + option.defaultValue;
    return text + (option.description.empty() ? ")" : "): " + option.description) + "\n";
}

std::string describe(const Plugin& plugin) {
    std::string text;
    const auto add = [&text](const char* name, const std::string& value) {
        if (!value.empty()) text += fmt::format("{:<12} {}\n", name, value);
    };
    add("name", plugin.name);
    add("version", plugin.manifest.version);
    add("kind", nameOf(plugin.manifest.kind));
    add("description", plugin.manifest.description);
    add("state", stateOf(plugin));
    add("problem", plugin.problem);
    add("origin", nameOf(plugin.origin));
    add("folder", plugin.folder);
    add("program", plugin.program);
    if (plugin.manifest.options.empty()) return text;
    text += fmt::format("options, as -o plugin.{}.OPTION=VALUE:\n", plugin.name);
    for (const PluginOption& option : plugin.manifest.options)
        text += describe(option);
    return text;
}

/// The name is the only operand of most commands.
const std::string& nameIn(const std::vector<std::string>& operands) {
    requireOperands(operands, 1, 1, "the name of a plugin is wanted; see `tl plugin list`");
    return operands[0];
}

class PluginListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "plugin list takes no arguments");
        const auto plugins = context.core.plugins.list();
        if (context.global.isJson) {
            Json json = Json::array();
            for (const Plugin& plugin : plugins)
                json.push_back(toJson(plugin));
            context.console.print(toLine(json));
            return {};
        }
        TextTable table;
        for (const char* title : {"Name", "Version", "Kind", "State", "Origin", "Description"})
            table.addColumn(title);
        for (const Plugin& plugin : plugins)
            table.addRow({plugin.name, plugin.manifest.version, nameOf(plugin.manifest.kind),
                          stateOf(plugin), nameOf(plugin.origin),
                          plugin.problem.empty() ? plugin.manifest.description : plugin.problem});
        table.addFoot(formatCount(plugins.size(), "plugin"));
        context.console.print(table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class PluginShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const Plugin plugin = context.core.plugins.load(nameIn(operands));
        context.console.print(context.global.isJson ? toLine(toLongJson(plugin))
                                                    : describe(plugin));
        return {};
    }
};

class PluginEnableCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const std::string& name = nameIn(operands);
        context.core.plugins.enable(name);
        if (context.global.isJson)
            context.console.print(toLine({{"name", name}, {"enabled", true}}));
        context.tell("enabled " + name + "; its program runs with your rights from now on");
        return {};
    }
};

class PluginDisableCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const std::string& name = nameIn(operands);
        context.core.plugins.disable(name);
        if (context.global.isJson)
            context.console.print(toLine({{"name", name}, {"enabled", false}}));
        context.tell("disabled " + name);
        return {};
    }
};

class PluginNewCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"kind",
                      '\0',
                      "kind",
                      "what the plugin is to be",
                      "",
                      {"storage", "notifier", "secret", "hook"}},
                     kind_);
        options.text(
            {"folder", '\0', "directory", "the folder to make, in place of the usual one", "", {}},
            folder_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "a name for the new plugin is wanted");
        const std::string& name = operands[0];
        const std::string folder =
            context.core.plugins.create({.name = name, .kind = wantedKind(), .folder = folder_});
        if (context.global.isJson)
            context.console.print(toLine({{"name", name}, {"folder", folder}}));
        context.tell("made " + folder + "; change it as you like, then run `tl plugin enable " +
                     name + "`");
        return {};
    }

  private:
    [[nodiscard]] PluginKind wantedKind() const {
        for (const PluginKind kind :
             {PluginKind::Storage, PluginKind::Notifier, PluginKind::Secret, PluginKind::Hook})
            if (kind_ == nameOf(kind)) return kind;
        throw Error{ErrorKind::InvalidInput, "--kind is to be storage, notifier, secret or hook"};
    }

    std::string kind_ = "storage";
    std::string folder_;
};

/// The plugin and what it is to work with.
services::PluginUse useOf(const std::vector<std::string>& operands, const Context& context) {
    return {.name = operands[0],
            .subject = operands.size() > 1 ? operands[1] : std::string{},
            .options = context.global.extended,
            .connection = context.global.connection};
}

class PluginTestCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 2, "the name of a plugin is wanted, and what to try it with");
        std::size_t count = 0;
        const auto show = [&](const services::PluginCheck& check) {
            ++count;
            print(check, context);
        };
        const std::size_t failed =
            context.core.plugins.test(useOf(operands, context), show, context.stop);
        if (context.global.isJson)
            context.console.print(
                toLine({{"message_type", "summary"}, {"checks", count}, {"failed", failed}}));
        context.tell(fmt::format("{}, {} failed", formatCount(count, "check"), failed));
        if (failed == 0) return {};
        return {.exitCode = 1, .message = "the plugin does not keep to the protocol"};
    }

  private:
    static void print(const services::PluginCheck& check, const Context& context) {
        const bool isPassed = check.problem.empty();
        if (context.global.isJson) {
            Json json{{"message_type", "check"}, {"name", check.name}, {"ok", isPassed}};
            if (!isPassed) json["problem"] = check.problem;
            context.console.print(toLine(json));
        }
        context.tell(isPassed ? "ok      " + check.name
                              : "FAILED  " + check.name + "\n        " + check.problem);
    }
};

class PluginSecretCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 2, 2, "the names of a plugin and of a secret are wanted");
        const Secret secret = context.core.plugins.secret(useOf(operands, context), context.stop);
        context.console.print(std::string{secret.text()} + "\n");
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makePluginDisableCommand() {
    return std::make_unique<PluginDisableCommand>();
}

std::unique_ptr<Command> makePluginEnableCommand() {
    return std::make_unique<PluginEnableCommand>();
}

std::unique_ptr<Command> makePluginListCommand() {
    return std::make_unique<PluginListCommand>();
}

std::unique_ptr<Command> makePluginNewCommand() {
    return std::make_unique<PluginNewCommand>();
}

std::unique_ptr<Command> makePluginSecretCommand() {
    return std::make_unique<PluginSecretCommand>();
}

std::unique_ptr<Command> makePluginShowCommand() {
    return std::make_unique<PluginShowCommand>();
}

std::unique_ptr<Command> makePluginTestCommand() {
    return std::make_unique<PluginTestCommand>();
}

}  // namespace tl::cli
