#include "ui/cli/help.h"

#include <algorithm>
#include <string_view>
#include <vector>

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

/// A row of two columns, the first of which is `width` wide.
std::string formatRow(std::string_view name,
                      std::string_view text,
                      std::size_t width,
                      std::size_t columnsMax) {
    constexpr std::size_t kGaps = 4;
    return fmt::format("  {:<{}}  {}\n", name, width, wrapped(text, width + kGaps, columnsMax));
}

/// Those whose names begin with `start`.
std::string formatCommands(std::string_view start, std::size_t columnsMax) {
    std::vector<const CommandEntry*> entries;
    std::size_t width = 0;
    for (const CommandEntry& entry : allCommands()) {
        if (!entry.name.starts_with(start)) continue;
        entries.push_back(&entry);
        width = std::max(width, entry.name.size());
    }
    std::string text = "\nCommands:\n";
    for (const CommandEntry* entry : entries)
        text += formatRow(entry->name, entry->summary, width, columnsMax);
    if (start.empty()) text += formatRow("help", "show the help of a command", width, columnsMax);
    return text;
}

std::string formatOptions(const OptionSet& options, std::size_t columnsMax) {
    std::size_t width = 0;
    for (const Option& option : options.all())
        width = std::max(width, displayWidth(formatName(option)));
    std::string text;
    for (const Option& option : options.all()) {
        const std::string variable =
            option.text.variable.empty() ? "" : " [RESTIC_" + option.text.variable + "]";
        text += formatRow(formatName(option), option.text.help + variable, width, columnsMax);
    }
    return text;
}

std::string formatGlobalOptions(std::size_t columnsMax) {
    GlobalOptions global;
    OptionSet options;
    global.declare(options);
    return "Options of all commands:\n" + formatOptions(options, columnsMax);
}

}  // namespace

std::string formatHelp(std::size_t columnsMax) {
    std::string text =
        "tl (TimeLocker) backs up files into restic repositories, and restores them.\n\n"
        "Usage:\n  tl COMMAND [options] [arguments]\n";
    text += formatCommands("", columnsMax);
    text += "\n" + formatGlobalOptions(columnsMax);
    const std::string_view variables =
        "A variable in brackets gives a default. TIMELOCKER_… is understood instead of RESTIC_…, "
        "and wins.";
    text += "\n" + wrapped(variables, 0, columnsMax) + "\n\n";
    text += formatExitStatus();
    text += "\n`tl help COMMAND` tells more about one command.\n";
    return text;
}

std::string formatHelp(const CommandGroup& group, std::size_t columnsMax) {
    return fmt::format("tl {0}: {1}\n\nUsage:\n  tl {0} COMMAND [options] [arguments]\n",
                       group.name, group.summary) +
           formatCommands(std::string{group.name} + " ", columnsMax) +
           fmt::format("\n`tl help {} COMMAND` tells more about one of them.\n", group.name);
}

std::string formatHelp(const CommandEntry& entry, std::size_t columnsMax) {
    const auto command = entry.make();
    OptionSet options;
    command->declare(options);
    std::string text =
        fmt::format("tl {}: {}\n\nUsage:\n  tl {} [options]{}{}\n", entry.name, entry.summary,
                    entry.name, entry.operands.empty() ? "" : " ", entry.operands);
    if (!entry.details.empty()) text += fmt::format("\n{}\n", entry.details);
    if (!options.all().empty()) text += "\nOptions:\n" + formatOptions(options, columnsMax);
    text += "\n" + formatGlobalOptions(columnsMax) + "\n";
    text += formatExitStatus();
    return text;
}

}  // namespace tl::cli
