#include <string_view>

#include <fmt/format.h>

#include "ui/cli/completion/command_model.h"
#include "ui/cli/completion/completion.h"

namespace tl::cli {

namespace {

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

/// The condition under which a command's options are offered.
std::string formatCondition(const std::string& command) {
    if (command.empty()) return {};
    std::string condition;
    std::string_view rest = command;
    while (!rest.empty()) {
        const std::size_t blank = rest.find(' ');
        if (!condition.empty()) condition += "; and ";
        condition += "__fish_seen_subcommand_from " + std::string{rest.substr(0, blank)};
        rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
    }
    return " -n " + quote(condition);
}

std::string formatOptions(const CommandModel& command) {
    std::string text;
    for (const OptionModel& option : command.options) {
        const std::string letter =
            option.text.letter == '\0' ? "" : fmt::format(" -s {}", option.text.letter);
        text += fmt::format("complete -c tl{} -l {}{}{} -d {}\n", formatCondition(command.name),
                            option.text.name, letter, formatValue(option), quote(option.text.help));
    }
    return text;
}

std::string formatName(const CommandModel& command) {
    const std::size_t blank = command.name.find(' ');
    if (blank == std::string::npos)
        return fmt::format("complete -c tl -n __fish_use_subcommand -f -a {} -d {}\n", command.name,
                           quote(command.summary));
    return fmt::format("complete -c tl -n '__fish_seen_subcommand_from {}' -f -a {} -d {}\n",
                       command.name.substr(0, blank), command.name.substr(blank + 1),
                       quote(command.summary));
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
    std::string text =
        "# fish completion for tl and timelocker\n"
        "complete -c timelocker -w tl\n"
        "complete -c tl -f\n"
        "complete -c tl -n __fish_use_subcommand -f -a help -d 'show the help of a command'\n"
        "complete -c tl -n __fish_use_subcommand -f -a key -d 'manage passwords'\n";
    text += formatOptions(describeGlobalOptions());
    for (const CommandModel& command : describeCommands())
        text += formatName(command) + formatOptions(command) + formatOperands(command);
    return text;
}

}  // namespace tl::cli
