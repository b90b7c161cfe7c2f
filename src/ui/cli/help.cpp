#include "ui/cli/help.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/global_options.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

constexpr std::string_view kExitStatus =
    "Exit status:\n"
    "  0   done                            10  there is no repository\n"
    "  1   failed                          11  the repository is locked\n"
    "  3   a backup lacks some files       12  wrong password\n"
    "  130 interrupted\n";

/// "-e, --exclude pattern".
std::string formatName(const Option& option) {
    const std::string letter =
        option.text.letter == '\0' ? std::string{"    "} : fmt::format("-{}, ", option.text.letter);
    const std::string value = option.text.value.empty() ? "" : " " + option.text.value;
    return letter + "--" + option.text.name + value;
}

std::string formatOptions(const OptionSet& options) {
    std::size_t width = 0;
    for (const Option& option : options.all())
        width = std::max(width, displayWidth(formatName(option)));
    std::string text;
    for (const Option& option : options.all()) {
        const std::string variable =
            option.text.variable.empty() ? "" : " [RESTIC_" + option.text.variable + "]";
        text +=
            fmt::format("  {:<{}}  {}{}\n", formatName(option), width, option.text.help, variable);
    }
    return text;
}

std::string formatGlobalOptions() {
    GlobalOptions global;
    OptionSet options;
    global.declare(options);
    return "Options of all commands:\n" + formatOptions(options);
}

}  // namespace

std::string formatHelp() {
    std::string text =
        "tl (TimeLocker) backs up files into restic repositories, and restores them.\n\n"
        "Usage:\n  tl COMMAND [options] [arguments]\n\nCommands:\n";
    std::size_t width = 0;
    for (const CommandEntry& entry : allCommands())
        width = std::max(width, entry.name.size());
    for (const CommandEntry& entry : allCommands())
        text += fmt::format("  {:<{}}  {}\n", entry.name, width, entry.summary);
    text += fmt::format("  {:<{}}  {}\n", "help", width, "show the help of a command");
    text += "\n" + formatGlobalOptions();
    text +=
        "\nA variable in brackets gives a default. TIMELOCKER_… is understood instead of "
        "RESTIC_…, and wins.\n\n";
    text += kExitStatus;
    text += "\n`tl help COMMAND` tells more about one command.\n";
    return text;
}

std::string formatHelp(const CommandEntry& entry) {
    const auto command = entry.make();
    OptionSet options;
    command->declare(options);
    std::string text =
        fmt::format("tl {}: {}\n\nUsage:\n  tl {} [options]{}{}\n", entry.name, entry.summary,
                    entry.name, entry.operands.empty() ? "" : " ", entry.operands);
    if (!entry.details.empty()) text += fmt::format("\n{}\n", entry.details);
    if (!options.all().empty()) text += "\nOptions:\n" + formatOptions(options);
    text += "\n" + formatGlobalOptions() + "\n";
    text += kExitStatus;
    return text;
}

}  // namespace tl::cli
