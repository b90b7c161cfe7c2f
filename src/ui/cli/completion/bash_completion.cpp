#include <set>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/completion/command_model.h"
#include "ui/cli/completion/completion.h"

namespace tl::cli {

namespace {

// Walks over the words before the cursor to find the command; an option that has a value skips it.
// What a letter means may depend on the command.
constexpr std::string_view kFunction = R"bash(
_tl() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local command="" word values i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case "$word" in
            -*) [ -n "$(_tl_values "$command" "$word")" ] && i=$((i + 1)) ;;
            *)
                if [ -z "$command" ]; then
                    command=$word
                elif [ -n "$(_tl_words "$command")" ]; then
                    command="$command $word"
                fi
                ;;
        esac
    done
    values=$(_tl_values "$command" "$previous")
    case "$values" in
        @file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current") ; return ;;
        @directory) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current") ; return ;;
        @text) return ;;
        ?*) mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current") ; return ;;
    esac
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_tl_options "") $(_tl_options "$command")" -- "$current")
        return
    fi
    values=$(_tl_words "$command")
    [ -n "$values" ] || values=$(_tl_operands "$command")
    if [ "$values" = @file ]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
    fi
}
complete -F _tl tl timelocker
)bash";

std::string joinNames(const CommandModel& command) {
    std::string names;
    for (const OptionModel& option : command.options) {
        if (!names.empty()) names += " ";
        names += "--" + option.text.name;
        if (option.text.letter != '\0') names += fmt::format(" -{}", option.text.letter);
    }
    return names;
}

std::string formatValues(const OptionModel& option) {
    switch (option.value) {
        case ValueKind::None:
            return {};
        case ValueKind::Text:
            return "@text";
        case ValueKind::File:
            return "@file";
        case ValueKind::Directory:
            return "@directory";
        case ValueKind::Choice:
            return fmt::format("{}", fmt::join(option.text.choices, " "));
    }
    return {};
}

std::string makeOptionsFunction(const std::vector<CommandModel>& commands) {
    std::string text = "_tl_options() {\n    case \"$1\" in\n";
    for (const CommandModel& command : commands)
        text += fmt::format("        \"{}\") echo \"{}\" ;;\n", command.name, joinNames(command));
    return text + "    esac\n}\n";
}

/// The rows of `case` that give the values of a command's options.
std::string formatValueRows(const CommandModel& command) {
    std::string rows;
    for (const OptionModel& option : command.options) {
        if (option.value == ValueKind::None) continue;
        const std::string letter =
            option.text.letter == '\0'
                ? ""
                : fmt::format("|\"{} -{}\"", command.name, option.text.letter);
        rows += fmt::format("        \"{} --{}\"{}) echo \"{}\" ;;\n", command.name,
                            option.text.name, letter, formatValues(option));
    }
    return rows;
}

std::string makeValuesFunction(const std::vector<CommandModel>& commands) {
    std::string rows;
    for (const CommandModel& command : commands)
        rows += formatValueRows(command);
    return "_tl_values() {\n    case \"$1 $2\" in\n" + rows +
           "        *) [ -z \"$1\" ] || _tl_values \"\" \"$2\" ;;\n    esac\n}\n";
}

std::string makeOperandsFunction(const std::vector<CommandModel>& commands) {
    std::string text = "_tl_operands() {\n    case \"$1\" in\n";
    for (const CommandModel& command : commands) {
        if (command.name.empty()) continue;
        const std::string words = command.takesFiles
                                      ? std::string{"@file"}
                                      : fmt::format("{}", fmt::join(command.choices, " "));
        text += fmt::format("        \"{}\") echo \"{}\" ;;\n", command.name, words);
    }
    return text + "    esac\n}\n";
}

/// The words of commands: all first ones for "", the second ones for the first word of a group.
std::string makeWordsFunction(const std::vector<CommandModel>& commands) {
    std::set<std::string> first = {"help"};
    for (const CommandModel& command : commands)
        if (!command.name.empty()) first.insert(command.name.substr(0, command.name.find(' ')));
    std::string text =
        fmt::format("_tl_words() {{\n    case \"$1\" in\n        \"\"|help) echo \"{}\" ;;\n",
                    fmt::join(first, " "));
    for (const GroupModel& group : describeGroups())
        text += fmt::format("        \"{0}\"|\"help {0}\") echo \"{1}\" ;;\n", group.name,
                            fmt::join(group.words, " "));
    return text + "    esac\n}\n";
}

}  // namespace

std::string makeBashCompletion() {
    std::vector<CommandModel> commands = describeCommands();
    commands.insert(commands.begin(), describeGlobalOptions());
    return "# bash completion for tl and timelocker\n" + makeOptionsFunction(commands) +
           makeValuesFunction(commands) + makeOperandsFunction(commands) +
           makeWordsFunction(commands) + std::string{kFunction};
}

}  // namespace tl::cli
