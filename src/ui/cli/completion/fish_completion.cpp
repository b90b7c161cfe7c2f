#include <set>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/completion/command_model.h"
#include "ui/cli/completion/completion.h"

namespace tl::cli {

namespace {

// Which command the words before the cursor name: __fish_seen_subcommand_from would take the
// "snapshots" of `repair snapshots` for the command of this name. An option that has a value skips
// it.
constexpr std::string_view kFunctions = R"fish(
function __tl_command
    set -l words (commandline -opc)
    set -l command
    set -l isValue no
    for word in $words[2..-1]
        if test $isValue = yes
            set isValue no
        else if string match -q -- '-*' $word
            __tl_has_value "$command" $word; and set isValue yes
        else if test -z "$command"
            set command $word
        else if contains -- "$command" $__tl_groups
            set command "$command $word"
        end
    end
    echo $command
end
function __tl_is
    set -l command (__tl_command)
    test "$command" = "$argv[1]"
end
complete -c timelocker -w tl
complete -c tl -f
)fish";

/// `text` in single quotes as fish reads them.
std::string quote(std::string_view text) {
    std::string quotedText = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') quotedText += '\\';
        quotedText += c;
    }
    return quotedText + "'";
}

std::string formatValue(const OptionModel& option) {
    switch (option.value) {
        case ValueKind::None:
            return {};
        case ValueKind::Text:
            return " -x";
        case ValueKind::File:
            return " -r -F";
        case ValueKind::Directory:
            return " -x -a '(__fish_complete_directories)'";
        case ValueKind::Choice:
            return fmt::format(" -x -a {}",
                               quote(fmt::format("{}", fmt::join(option.text.choices, " "))));
    }
    return {};
}

/// The condition under which the options and operands of a command are offered.
std::string formatCondition(const std::string& command) {
    return " -n " + quote("__tl_is " + quote(command));
}

std::string formatOptions(const CommandModel& command) {
    const std::string condition = command.name.empty() ? "" : formatCondition(command.name);
    std::string text;
    for (const OptionModel& option : command.options) {
        const std::string letter =
            option.text.letter == '\0' ? "" : fmt::format(" -s {}", option.text.letter);
        text += fmt::format("complete -c tl{} -l {}{}{} -d {}\n", condition, option.text.name,
                            letter, formatValue(option), quote(option.text.help));
    }
    return text;
}

/// Offers a word that is or completes a command; `behind` is what stands before it.
std::string formatWord(const std::string& behind,
                       std::string_view word,
                       const std::string& summary) {
    return fmt::format("complete -c tl{} -f -a {} -d {}\n", formatCondition(behind), word,
                       quote(summary));
}

std::string formatName(const CommandModel& command) {
    const std::size_t blank = command.name.find(' ');
    if (blank == std::string::npos) return formatWord("", command.name, command.summary);
    return formatWord(command.name.substr(0, blank), command.name.substr(blank + 1),
                      command.summary);
}

/// A function that says whether an option, given its command, is followed by a value.
std::string makeHasValueFunction(const std::vector<CommandModel>& commands) {
    std::set<std::string> options;
    for (const CommandModel& command : commands) {
        for (const OptionModel& option : command.options) {
            if (option.value == ValueKind::None) continue;
            options.insert(quote(command.name + " --" + option.text.name));
            if (option.text.letter != '\0')
                options.insert(quote(command.name + " -" + option.text.letter));
        }
    }
    return fmt::format(
        "function __tl_has_value\n    contains -- \"$argv[1] $argv[2]\" {0}\n"
        "    or contains -- \" $argv[2]\" {0}\nend\n",
        fmt::join(options, " "));
}

std::string formatOperands(const CommandModel& command) {
    if (command.takesFiles)
        return fmt::format("complete -c tl{} -F\n", formatCondition(command.name));
    if (command.choices.empty()) return {};
    return fmt::format("complete -c tl{} -f -a {}\n", formatCondition(command.name),
                       quote(fmt::format("{}", fmt::join(command.choices, " "))));
}

}  // namespace

std::string makeFishCompletion() {
    const CommandModel globals = describeGlobalOptions();
    std::vector<CommandModel> commands = describeCommands();
    std::string names;
    std::string words = formatWord("", "help", "show the help of a command");
    for (const GroupModel& group : describeGroups()) {
        names += " " + group.name;
        words += formatWord("", group.name, group.summary);
    }
    for (const CommandModel& command : commands)
        words += formatName(command) + formatOptions(command) + formatOperands(command);
    commands.push_back(globals);
    return "# fish completion for tl and timelocker\nset -g __tl_groups" + names + "\n" +
           makeHasValueFunction(commands) + std::string{kFunctions} + formatOptions(globals) +
           words;
}

}  // namespace tl::cli
