#include "ui/cli/commands/target.h"

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "services/backup/backup_sources.h"
#include "ui/cli/commands/target_options.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::TargetDefinition;
using services::TargetState;

constexpr const char* kNameWanted = "the name of a target is wanted; see `tl target list`";

std::vector<std::string> absolutePaths(std::vector<std::string> paths) {
    for (std::string& path : paths)
        path = services::absolutePath(path, currentDirectory());
    return paths;
}

const char* stateText(const TargetState& state) {
    return state.last ? nameOf(state.last->state) : "never run";
}

Json toJson(const TargetState& state) {
    Json json{{"repository", state.repository}, {"state", stateText(state)}};
    if (state.lastSuccess != 0) json["last_success"] = toJsonTime(state.lastSuccess);
    if (state.last) json["operation"] = state.last->id;
    json["behind"] = state.isBehind();
    return json;
}

Json toJson(TargetDefinition target, const std::vector<TargetState>& states) {
    Json json = cli::toJson(fieldsOf(target));
    json["states"] = Json::array();
    for (const TargetState& state : states)
        json["states"].push_back(toJson(state));
    return json;
}

void tellTarget(const std::string& name, const std::string& what, const Context& context) {
    if (context.global.isJson)
        context.console.print(
            toLine(toJson(context.core.targets.load(name), context.core.targets.states(name))));
    context.tell(what);
}

/// A target may go to several repositories, which are its own business. Whoever writes
/// `--repo` means one of them, and would otherwise get a target without it.
void refuseGlobalRepository(const Context& context) {
    for (const std::string* given : {&context.global.repository, &context.global.repositoryName})
        if (!given->empty())
            throw Error{ErrorKind::InvalidInput,
                        "a target is told its repositories by --to: --to " + tl::quoted(*given)};
}

class TargetAddCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        constexpr std::size_t kAny = 100'000;
        requireOperands(operands, 2, kAny, "a name and the files and folders are wanted");
        refuseGlobalRepository(context);
        TargetDefinition target{.name = operands[0], .machine = hostName()};
        target.paths = absolutePaths({operands.begin() + 1, operands.end()});
        options_.apply(target);
        if (target.repositories.empty())
            if (const auto standard = context.core.namedRepositories.findDefault())
                target.repositories = {standard->name};
        context.core.targets.add(target);
        for (const std::string& path : target.paths)
            if (target.machine == hostName() && !exists(path))
                context.console.printError("there is no " + tl::quoted(path) + " yet\n");
        tellTarget(target.name,
                   "added " + target.name + "; `tl target run " + target.name + "` backs it up",
                   context);
        return {};
    }

  private:
    TargetOptions options_;
};

class TargetEditCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"name", '\0', "name", "its new name", "", {}}, name_);
        options.list({"clear",
                      '\0',
                      "field",
                      "make a list empty, by its name in `tl target show --json` (repeatable)",
                      "",
                      {}},
                     cleared_);
        options_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        constexpr std::size_t kAny = 100'000;
        requireOperands(operands, 1, kAny, kNameWanted);
        refuseGlobalRepository(context);
        const std::vector<std::string> paths =
            absolutePaths({operands.begin() + 1, operands.end()});
        context.core.targets.edit(operands[0], [&](TargetDefinition& target) {
            for (const std::string& field : cleared_)
                clear(field, target);
            if (!paths.empty()) target.paths = paths;
            options_.apply(target);
            if (!name_.empty()) target.name = name_;
        });
        const std::string& name = name_.empty() ? operands[0] : name_;
        tellTarget(name, "changed " + name, context);
        return {};
    }

  private:
    static void clear(const std::string& name, TargetDefinition& target) {
        for (const services::Field& field : fieldsOf(target))
            if (auto* const* list = std::get_if<services::Texts*>(&field.value);
                list != nullptr && name == field.name) {
                (*list)->clear();
                return;
            }
        throw Error{ErrorKind::InvalidInput, "a target has no list " + tl::quoted(name)};
    }

    std::string name_;
    std::vector<std::string> cleared_;
    TargetOptions options_;
};

class TargetListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "target list takes no arguments");
        const auto targets = context.core.targets.list();
        Json json = Json::array();
        TextTable table;
        for (const char* title :
             {"Name", "Machine", "Paths", "Repository", "State", "Last success"})
            table.addColumn(title);
        for (const TargetDefinition& target : targets) {
            const auto states = context.core.targets.states(target.name);
            json.push_back(toJson(target, states));
            table.addRow(rowOf(target, states, context));
        }
        table.addFoot(formatCount(targets.size(), "target"));
        context.console.print(context.global.isJson
                                  ? toLine(json)
                                  : table.format(RowGap::None, context.tableColumns()));
        return {};
    }

  private:
    static std::vector<std::string> rowOf(const TargetDefinition& target,
                                          const std::vector<TargetState>& states,
                                          const Context& context) {
        std::string paths;
        for (const std::string& path : target.paths)
            paths += (paths.empty() ? "" : "\n") + path;
        std::string repositories;
        std::string ends;
        std::string times;
        for (const TargetState& state : states) {
            const char* const gap = repositories.empty() ? "" : "\n";
            repositories += gap + state.repository;
            ends += gap + std::string{stateText(state)};
            times += gap + formatMoment(state.lastSuccess, context.zone);
        }
        return {target.name, target.machine, paths, repositories, ends, times};
    }
};

class TargetShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        TargetDefinition target = context.core.targets.load(operands[0]);
        const auto states = context.core.targets.states(target.name);
        if (context.global.isJson) {
            context.console.print(toLine(toJson(target, states)));
            return {};
        }
        std::string text = describe(fieldsOf(target));
        for (const TargetState& state : states)
            text += fmt::format(
                "{:<22} {}{}\n", "to " + state.repository, stateText(state),
                state.lastSuccess == 0
                    ? std::string{}
                    : ", last success " + formatMoment(state.lastSuccess, context.zone));
        context.console.print(text);
        return {};
    }
};

class TargetRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.targets.remove(operands[0]);
        if (context.global.isJson)
            context.console.print(toLine({{"name", operands[0]}, {"removed", true}}));
        context.tell("forgot the target " + operands[0] + "; its backups stay");
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeTargetAddCommand() {
    return std::make_unique<TargetAddCommand>();
}

std::unique_ptr<Command> makeTargetEditCommand() {
    return std::make_unique<TargetEditCommand>();
}

std::unique_ptr<Command> makeTargetListCommand() {
    return std::make_unique<TargetListCommand>();
}

std::unique_ptr<Command> makeTargetRemoveCommand() {
    return std::make_unique<TargetRemoveCommand>();
}

std::unique_ptr<Command> makeTargetShowCommand() {
    return std::make_unique<TargetShowCommand>();
}

}  // namespace tl::cli
