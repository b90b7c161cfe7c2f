#include <set>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/completion/command_model.h"
#include "ui/cli/completion/completion.h"

namespace tl::cli {

namespace {

// Walks over the words before the cursor to find the command; an option that has a value skips it.
constexpr std::string_view kFunction = R"bash(
_tl() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local command="" word values i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case "$word" in
            -*) [ -n "$(_tl_values "$word")" ] && i=$((i + 1)) ;;
            key) [ -z "$command" ] && command=key ;;
            *) case "$command" in "") command=$word ;; key) command="key $word" ;; esac ;;
        esac
    done
    values=$(_tl_values "$previous")
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
    values=$(_tl_operands "$command")
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

std::string makeValuesFunction(const std::vector<CommandModel>& commands) {
    std::string text = "_tl_values() {\n    case \"$1\" in\n";
    std::set<std::string> seen;
    for (const CommandModel& command : commands) {
        for (const OptionModel& option : command.options) {
            if (option.value == ValueKind::None || !seen.insert(option.text.name).second) continue;
            const std::string letter =
                option.text.letter == '\0' ? "" : fmt::format("|-{}", option.text.letter);
            text += fmt::format("        --{}{}) echo \"{}\" ;;\n", option.text.name, letter,
                                formatValues(option));
        }
    }
    return text + "    esac\n}\n";
}

std::string makeOperandsFunction(const std::vector<CommandModel>& commands) {
    std::set<std::string> first = {"help"};
    std::string keys;
    std::string rows;
    for (const CommandModel& command : commands) {
        if (command.name.empty()) continue;
        first.insert(command.name.substr(0, command.name.find(' ')));
        if (command.name.starts_with("key ")) keys += " " + command.name.substr(4);
        const std::string words = command.takesFiles
                                      ? std::string{"@file"}
                                      : fmt::format("{}", fmt::join(command.choices, " "));
        rows += fmt::format("        \"{}\") echo \"{}\" ;;\n", command.name, words);
    }
    return fmt::format(
        "_tl_operands() {{\n    case \"$1\" in\n        \"\") echo \"{}\" ;;\n"
        "        key) echo \"{}\" ;;\n{}    esac\n}}\n",
        fmt::join(first, " "), keys.substr(1), rows);
}

}  // namespace

std::string makeBashCompletion() {
    std::vector<CommandModel> commands = describeCommands();
    commands.insert(commands.begin(), describeGlobalOptions());
    return "# bash completion for tl and timelocker\n" + makeOptionsFunction(commands) +
           makeValuesFunction(commands) + makeOperandsFunction(commands) + std::string{kFunction};
}

}  // namespace tl::cli
