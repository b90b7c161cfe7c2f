#include "ui/cli/help.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/exit_statuses.h"
#include "ui/cli/global_options.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

/// In two columns.
std::string formatExitStatus() {
    constexpr std::size_t kRows = (kExitStatuses.size() + 1) / 2;
    constexpr std::size_t kWidth =
        std::ranges::max(kExitStatuses, {}, [](const auto& one) { return one.meaning.size(); })
            .meaning.size() +
        3;
    std::string text = "Exit status:\n";
    for (std::size_t row = 0; row < kRows; ++row) {
        const auto& [code, meaning] = kExitStatuses.at(row);
        text += fmt::format("  {:<4}{}", code, meaning);
        if (row + kRows < kExitStatuses.size()) {
            const auto& right = kExitStatuses.at(row + kRows);
            text += fmt::format("{:<{}}{:<4}{}", "", kWidth - meaning.size(), right.code,
                                right.meaning);
        }
        text += "\n";
    }
    return text;
}

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
    text += formatExitStatus();
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
    text += formatExitStatus();
    return text;
}

}  // namespace tl::cli
