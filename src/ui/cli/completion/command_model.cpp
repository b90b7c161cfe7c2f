#include "ui/cli/completion/command_model.h"

#include "ui/cli/command_table.h"
#include "ui/cli/global_options.h"

namespace tl::cli {

namespace {

ValueKind kindOf(const Option& option) {
    const std::string& value = option.text.value;
    if (!option.needsValue()) return ValueKind::None;
    if (!option.text.choices.empty()) return ValueKind::Choice;
    if (value == "file") return ValueKind::File;
    if (value == "directory" || value == "repository") return ValueKind::Directory;
    return ValueKind::Text;
}

std::vector<OptionModel> describe(const OptionSet& options) {
    std::vector<OptionModel> models;
    for (const Option& option : options.all())
        models.push_back({option.text, kindOf(option)});
    return models;
}

std::vector<std::string> splitAtBlanks(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t blank = text.find(' ');
        words.emplace_back(text.substr(0, blank));
        text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
    }
    return words;
}

}  // namespace

CommandModel describeGlobalOptions() {
    GlobalOptions global;
    OptionSet options;
    global.declare(options);
    CommandModel model;
    model.options = describe(options);
    return model;
}

std::vector<CommandModel> describeCommands() {
    std::vector<CommandModel> models;
    for (const CommandEntry& entry : allCommands()) {
        const auto command = entry.make();
        OptionSet options;
        command->declare(options);
        CommandModel model;
        model.name = entry.name;
        model.summary = entry.summary;
        model.choices = splitAtBlanks(entry.choices);
        model.takesFiles = entry.operands.find("FILE") != std::string_view::npos;
        model.options = describe(options);
        models.push_back(std::move(model));
    }
    return models;
}

std::vector<GroupModel> describeGroups() {
    std::vector<GroupModel> groups;
    for (const CommandGroup& group : commandGroups()) {
        GroupModel model{std::string{group.name}, std::string{group.summary}, {}};
        const std::string prefix = model.name + " ";
        for (const CommandEntry& entry : allCommands())
            if (entry.name.starts_with(prefix))
                model.words.emplace_back(entry.name.substr(prefix.size()));
        groups.push_back(std::move(model));
    }
    return groups;
}

}  // namespace tl::cli
