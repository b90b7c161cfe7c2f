#include "ui/cli/commands/pattern.h"

#include <optional>

#include "infra/errors/error.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::FoundPatternGroup;
using services::PatternGroup;

constexpr const char* kNameWanted = "the name of a pattern group is wanted; see `tl pattern list`";

Json toJson(const FoundPatternGroup& found) {
    PatternGroup group = found.group;
    Json json = cli::toJson(fieldsOf(group));
    json["shipped"] = found.isShipped;
    return json;
}

/// What describes a group.
class PatternOptions {
  public:
    void declare(OptionSet& options) {
        options.optionalText({"description", '\0', "text", "what it is for", "", {}}, description_);
        options.list({"include", '\0', "pattern", "files that are wanted (repeatable)", "", {}},
                     includes_);
        options.list({"exclude", 'e', "pattern", "what is left out (repeatable)", "", {}},
                     excludes_);
        options.optionalFlag({"ignore-case", '\0', "", "big and small letters are alike", "", {}},
                             ignoresCase_);
    }

    void apply(PatternGroup& group) const {
        if (description_) group.description = *description_;
        if (!includes_.empty()) group.includes = includes_;
        if (!excludes_.empty()) group.excludes = excludes_;
        if (ignoresCase_) group.ignoresCase = *ignoresCase_;
    }

  private:
    std::optional<std::string> description_;
    std::vector<std::string> includes_;
    std::vector<std::string> excludes_;
    std::optional<bool> ignoresCase_;
};

void tellGroup(const std::string& name, const std::string& what, const Context& context) {
    if (context.global.isJson)
        context.console.print(toLine(toJson(context.core.patternGroups.load(name))));
    context.tell(what + " " + name);
}

class PatternAddCommand final : public Command {
  public:
    void declare(OptionSet& options) override { options_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "a name for the pattern group is wanted");
        PatternGroup group{.name = operands[0]};
        options_.apply(group);
        context.core.patternGroups.add(group);
        tellGroup(group.name, "added", context);
        return {};
    }

  private:
    PatternOptions options_;
};

class PatternEditCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"name", '\0', "name", "its new name", "", {}}, name_);
        options_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.patternGroups.edit(operands[0], [&](PatternGroup& group) {
            options_.apply(group);
            if (!name_.empty()) group.name = name_;
        });
        tellGroup(name_.empty() ? operands[0] : name_, "changed", context);
        return {};
    }

  private:
    std::string name_;
    PatternOptions options_;
};

class PatternListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "pattern list takes no arguments");
        const auto groups = context.core.patternGroups.list();
        Json json = Json::array();
        TextTable table;
        for (const char* title : {"Name", "From", "Includes", "Excludes", "Description"})
            table.addColumn(title);
        for (const FoundPatternGroup& found : groups) {
            json.push_back(toJson(found));
            table.addRow({found.group.name, found.isShipped ? "TimeLocker" : "own",
                          std::to_string(found.group.includes.size()),
                          std::to_string(found.group.excludes.size()), found.group.description});
        }
        table.addFoot(formatCount(groups.size(), "pattern group"));
        context.console.print(context.global.isJson
                                  ? toLine(json)
                                  : table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class PatternShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        FoundPatternGroup found = context.core.patternGroups.load(operands[0]);
        context.console.print(context.global.isJson ? toLine(toJson(found))
                                                    : describe(fieldsOf(found.group)));
        return {};
    }
};

class PatternRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.patternGroups.remove(operands[0]);
        if (context.global.isJson)
            context.console.print(toLine({{"name", operands[0]}, {"removed", true}}));
        context.tell("removed the pattern group " + operands[0]);
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makePatternAddCommand() {
    return std::make_unique<PatternAddCommand>();
}

std::unique_ptr<Command> makePatternEditCommand() {
    return std::make_unique<PatternEditCommand>();
}

std::unique_ptr<Command> makePatternListCommand() {
    return std::make_unique<PatternListCommand>();
}

std::unique_ptr<Command> makePatternRemoveCommand() {
    return std::make_unique<PatternRemoveCommand>();
}

std::unique_ptr<Command> makePatternShowCommand() {
    return std::make_unique<PatternShowCommand>();
}

}  // namespace tl::cli
