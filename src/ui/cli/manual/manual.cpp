#include "ui/cli/manual/manual.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/command_table.h"
#include "ui/cli/exit_statuses.h"
#include "ui/cli/global_options.h"
#include "ui/cli/manual/places.h"
#include "ui/cli/manual/roff.h"

namespace tl::cli {

namespace {

using Entries = std::vector<const CommandEntry*>;

constexpr std::string_view kProgramDescription =
    "Backups are snapshots in a repository: a folder, or a place on a server, with encrypted data "
    "that no\nother snapshot stores again. The repositories are restic's; either program works "
    "on what the other\nwrote. `tl setup` leads through the first backup, `tl help` lists the "
    "commands, and\n`tl help COMMAND` tells about one.\n\n"
    "A repository is named by its location, or by its name in the catalog (`tl repo add`). Options "
    "may stand\nanywhere; `--` ends them.";

std::string firstWord(const CommandEntry& entry) {
    return std::string{entry.name.substr(0, entry.name.find(' '))};
}

/// "tl-repo" of "repo".
std::string pageOf(const std::string& command) {
    return "tl-" + command;
}

std::string reference(const std::string& page) {
    return roffBold(page) + "(1)";
}

std::string heading(const std::string& page, std::string_view summary) {
    std::string title = page;
    std::ranges::transform(title, title.begin(),
                           [](unsigned char letter) { return std::toupper(letter); });
    // Without a date: the same program makes the same pages.
    return fmt::format(".TH {} 1 \"\" \"TimeLocker {}\" \"TimeLocker\"\n.SH NAME\n{} \\- {}\n",
                       roffArgument(title), TL_VERSION, roffText(page), roffText(summary));
}

std::string formatOption(const Option& option) {
    std::string text = ".TP\n";
    if (option.text.letter != '\0') text += roffBold(std::string{'-', option.text.letter}) + ", ";
    text += roffBold("--" + option.text.name);
    if (!option.text.value.empty()) text += " " + roffItalic(option.text.value);
    text += "\n" + roffText(option.text.help);
    if (!option.text.choices.empty()) {
        text += ":";
        for (const std::string& choice : option.text.choices)
            text += (choice == option.text.choices.front() ? " " : ", ") + roffBold(choice);
    }
    if (!option.text.variable.empty())
        text += " (default: the variable " + roffBold("TIMELOCKER_" + option.text.variable) +
                ", else " + roffBold("RESTIC_" + option.text.variable) + ")";
    return text + "\n";
}

std::string formatOptions(const OptionSet& options) {
    std::string text;
    for (const Option& option : options.all())
        text += formatOption(option);
    return text;
}

std::string synopsis(const CommandEntry& entry) {
    std::string text =
        roffBold("tl " + std::string{entry.name}) + " [" + roffItalic("options") + "]";
    if (!entry.operands.empty()) text += " " + roffText(entry.operands);
    return text + "\n";
}

std::string exitStatusSection() {
    std::string text = ".SH EXIT STATUS\n";
    for (const ExitStatusText& status : kExitStatuses)
        text += fmt::format(".TP\n.B {}\n{}\n", status.code, roffText(status.meaning));
    return text;
}

std::string placesSection(const char* title, std::span<const ManualPlace> places) {
    std::string text = std::string{".SH "} + title + "\n";
    for (const ManualPlace& place : places)
        text += ".TP\n" + roffBold(place.name) + "\n" + roffParagraphs(place.what);
    return text;
}

std::string closing(const std::vector<std::string>& others) {
    std::string text = exitStatusSection();
    text += placesSection("ENVIRONMENT", manualVariables());
    text += placesSection("FILES", manualFiles());
    text += ".SH SEE ALSO\n";
    for (std::size_t i = 0; i < others.size(); ++i)
        text += reference(others[i]) + (i + 1 < others.size() ? ",\n" : "\n");
    return text;
}

/// The command's own options; empty when it has none.
std::string ownOptions(const CommandEntry& entry) {
    const auto command = entry.make();
    OptionSet options;
    command->declare(options);
    return formatOptions(options);
}

ManualPage makePage(const CommandEntry& entry) {
    const std::string page = pageOf(std::string{entry.name});
    std::string text = heading(page, entry.summary) + ".SH SYNOPSIS\n" + synopsis(entry) +
                       ".SH DESCRIPTION\n" +
                       roffParagraphs(entry.details.empty() ? entry.summary : entry.details);
    text += ".SH OPTIONS\n" + ownOptions(entry);
    text += ".PP\nThe options of all commands are in " + reference("tl") + ".\n";
    return {page + ".1", text + closing({"tl"})};
}

ManualPage makePage(const CommandGroup& group, const Entries& entries) {
    const std::string page = pageOf(std::string{group.name});
    std::string text = heading(page, group.summary) + ".SH SYNOPSIS\n.nf\n";
    for (const CommandEntry* entry : entries)
        text += synopsis(*entry);
    text += ".fi\n.SH COMMANDS\n";
    for (const CommandEntry* entry : entries)
        text += ".SS " + roffArgument("tl " + std::string{entry->name}) + "\n" +
                roffText(entry->summary) + ".\n.PP\n" + roffParagraphs(entry->details) +
                ownOptions(*entry);
    text += ".PP\nThe options of all commands are in " + reference("tl") + ".\n";
    return {page + ".1", text + closing({"tl"})};
}

ManualPage programPage(const std::vector<std::string>& pages) {
    GlobalOptions global;
    OptionSet options;
    global.declare(options);
    std::string text = heading("tl", "back files up into restic repositories, and restore them") +
                       ".SH SYNOPSIS\n" + roffBold("tl") + " " + roffItalic("command") + " [" +
                       roffItalic("options") + "] [" + roffItalic("arguments") +
                       "]\n.SH DESCRIPTION\n" + roffParagraphs(kProgramDescription) +
                       ".SH COMMANDS\n";
    for (const CommandEntry& entry : allCommands())
        text += ".TP\n" + roffBold(entry.name) + "\n" + roffText(entry.summary) + "; see " +
                reference(pageOf(firstWord(entry))) + "\n";
    text += ".TP\n" + roffBold("help") + "\nshow the help of a command\n";
    text += ".SH OPTIONS\nAll commands have these.\n" + formatOptions(options);
    return {"tl.1", text + closing(pages)};
}

}  // namespace

std::vector<ManualPage> manualPages() {
    std::vector<ManualPage> pages;
    for (const CommandGroup& group : commandGroups()) {
        Entries entries;
        for (const CommandEntry& entry : allCommands())
            if (entry.name.starts_with(std::string{group.name} + " ")) entries.push_back(&entry);
        pages.push_back(makePage(group, entries));
    }
    for (const CommandEntry& entry : allCommands())
        if (wordCount(entry) == 1) pages.push_back(makePage(entry));
    std::ranges::sort(pages, {}, &ManualPage::name);
    std::vector<std::string> names;
    for (const ManualPage& page : pages)
        names.push_back(page.name.substr(0, page.name.rfind('.')));
    pages.insert(pages.begin(), programPage(names));
    return pages;
}

}  // namespace tl::cli
