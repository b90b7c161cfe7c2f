#include <map>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/completion/command_model.h"
#include "ui/cli/completion/completion.h"

namespace tl::cli {

namespace {

/// `text` for use between single quotes in a specification of _arguments.
std::string escape(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '\'') {
            escaped += "'\\''";
            continue;
        }
        if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string formatAction(const OptionModel& option) {
    switch (option.value) {
        case ValueKind::None:
            return {};
        case ValueKind::Text:
            return fmt::format(":{}: ", escape(option.text.value));
        case ValueKind::File:
            return fmt::format(":{}:_files", escape(option.text.value));
        case ValueKind::Directory:
            return fmt::format(":{}:_files -/", escape(option.text.value));
        case ValueKind::Choice:
            return fmt::format(":{}:({})", escape(option.text.value),
                               fmt::join(option.text.choices, " "));
    }
    return {};
}

/// One option's specifications, each on a line that goes on.
std::string formatOption(const OptionModel& option, std::string_view indent) {
    const std::string help = escape(option.text.help);
    const std::string equals = option.value == ValueKind::None ? "" : "=";
    std::string text = fmt::format("{}'*--{}{}[{}]{}' \\\n", indent, option.text.name, equals, help,
                                   formatAction(option));
    if (option.text.letter != '\0')
        text += fmt::format("{}'*-{}{}[{}]{}' \\\n", indent, option.text.letter,
                            option.value == ValueKind::None ? "" : "+", help, formatAction(option));
    return text;
}

std::string formatOptions(const CommandModel& command, std::string_view indent) {
    std::string text;
    for (const OptionModel& option : command.options)
        text += formatOption(option, indent);
    return text;
}

std::string formatOperands(const CommandModel& command) {
    if (command.takesFiles) return "'*:file:_files'";
    if (command.choices.empty()) return "'*: : '";
    return fmt::format("'*:word:({})'", fmt::join(command.choices, " "));
}

/// "backup) _arguments … ;;" for the word that `_tl` looks at on this level.
std::string formatCase(const CommandModel& command,
                       const std::string& word,
                       const std::string& globals) {
    constexpr std::string_view kIndent = "                ";
    return fmt::format(
        "            {})\n                _arguments -s \\\n{}{}{}{}\n"
        "                ;;\n",
        word, globals, formatOptions(command, kIndent), kIndent, formatOperands(command));
}

/// A function that completes the second word of a group, and what comes behind it as `cases` say.
std::string formatGroup(const GroupModel& group, const std::string& cases) {
    return fmt::format(
        "_tl_{}() {{\n    local state line\n    _arguments -C '1:action:({})' "
        "'*::argument:->rest'\n"
        "    if [[ $state == rest ]]; then\n        case $line[1] in\n{}        esac\n    fi\n}}\n",
        group.name, fmt::join(group.words, " "), cases);
}

}  // namespace

std::string makeZshCompletion() {
    const std::string globals = formatOptions(describeGlobalOptions(), "                ");
    std::map<std::string, std::string> descriptions = {{"help", "show the help of a command"}};
    std::map<std::string, std::string> groupCases;
    std::string cases;
    for (const CommandModel& command : describeCommands()) {
        const std::size_t blank = command.name.find(' ');
        if (blank != std::string::npos) {
            groupCases[command.name.substr(0, blank)] +=
                formatCase(command, command.name.substr(blank + 1), globals);
            continue;
        }
        descriptions[command.name] = command.summary;
        cases += formatCase(command, command.name, globals);
    }
    std::string functions;
    for (const GroupModel& group : describeGroups()) {
        functions += formatGroup(group, groupCases[group.name]);
        descriptions[group.name] = group.summary;
        cases += fmt::format("            {0}) _tl_{0} ;;\n", group.name);
    }
    std::string list;
    for (const auto& [name, summary] : descriptions)
        list += fmt::format("        '{}:{}'\n", name, escape(summary));
    return fmt::format(
        "#compdef tl timelocker\n{0}"
        "_tl() {{\n    local state line\n    local -a commands\n    commands=(\n{1}    )\n"
        "    _arguments -C -s \\\n{2}                '1:command:->command' "
        "'*::argument:->argument'\n"
        "    case $state in\n    command) _describe command commands ;;\n    argument)\n"
        "        case $line[1] in\n{3}        esac ;;\n    esac\n}}\n"
        "if [[ $funcstack[1] == _tl ]]; then _tl \"$@\"; else compdef _tl tl timelocker; fi\n",
        functions, list, globals, cases);
}

}  // namespace tl::cli
