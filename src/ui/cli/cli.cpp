#include "ui/cli/cli.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/argument_parser.h"
#include "ui/cli/command_table.h"
#include "ui/cli/error_report.h"
#include "ui/cli/help.h"
#include "ui/cli/near_match.h"
#include "ui/cli/traffic_report.h"

namespace tl::cli {

namespace {

constexpr int kInterrupted = 130;

[[noreturn]] void failUnknown(const std::vector<std::string>& words) {
    std::vector<std::string> names = {"help"};
    std::vector<std::string> subcommands;
    for (const CommandEntry& entry : allCommands()) {
        names.emplace_back(entry.name);
        if (entry.name.starts_with(words[0] + " ")) subcommands.emplace_back(entry.name);
    }
    std::string message = "unknown command " + tl::quoted(words[0]);
    if (!subcommands.empty()) {
        message = "use one of:";
        for (const std::string& name : subcommands)
            message += " `tl " + name + "`";
    } else if (const auto near = nearestMatch(words[0], names)) {
        message += "; did you mean `tl " + *near + "`?";
    } else {
        message += "; `tl help` lists all commands";
    }
    throw Error{ErrorKind::InvalidInput, message};
}

const CommandEntry& requireCommand(const std::vector<std::string>& words) {
    const CommandEntry* entry = findCommand(words);
    if (entry == nullptr) failUnknown(words);
    return *entry;
}

/// A command line taken apart: which command, and the arguments that are left for it.
struct Split {
    std::vector<std::string> words;      ///< All operands.
    std::vector<std::size_t> positions;  ///< Where they stand.
};

Split splitArguments(std::span<const std::string> arguments) {
    GlobalOptions global;
    OptionSet options;
    global.declare(options);
    Split split;
    split.positions = findOperands(arguments, options);
    for (const std::size_t position : split.positions)
        split.words.push_back(arguments[position]);
    return split;
}

std::vector<std::string> withoutCommand(std::span<const std::string> arguments,
                                        const Split& split,
                                        const CommandEntry& entry) {
    std::vector<std::string> rest{arguments.begin(), arguments.end()};
    for (std::size_t i = wordCount(entry); i > 0; --i)
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(split.positions[i - 1]));
    return rest;
}

/// The group that is meant by a first word alone, or null.
const CommandGroup* findGroup(const std::vector<std::string>& words) {
    const auto found = std::ranges::find_if(commandGroups(), [&](const CommandGroup& group) {
        return words.size() == 1 && group.name == words[0];
    });
    return found == commandGroups().end() || findCommand(words) != nullptr ? nullptr : &*found;
}

CommandResult showHelp(const std::vector<std::string>& words, Console& console) {
    const std::size_t columnsMax = console.isTerminal() ? console.columns() : 0;
    if (const CommandGroup* group = findGroup(words))
        console.print(formatHelp(*group, columnsMax));
    else if (words.empty())
        console.print(formatHelp(columnsMax));
    else
        console.print(formatHelp(requireCommand(words), columnsMax));
    return {};
}

void tellTraffic(const Surroundings& surroundings, const GlobalOptions& global) {
    const services::TransferFigures figures = surroundings.core.transfers.figures();
    const bool isNews = !global.isJson && global.verbosity() >= Verbosity::Verbose;
    if (global.isTrafficWanted || (isNews && !figures.calls.empty()))
        reportTraffic(figures, global.isJson ? OutputForm::Json : OutputForm::Text,
                      surroundings.console);
}

CommandResult runCommand(std::span<const std::string> arguments,
                         const Surroundings& surroundings,
                         GlobalOptions& global) {
    Split split = splitArguments(arguments);
    OptionSet options;
    global.declare(options);
    const bool isHelp = !split.words.empty() && split.words.front() == "help";
    if (split.words.empty() || isHelp) {
        (void)parseArguments(arguments, options);
        if (isHelp) split.words.erase(split.words.begin());
        return showHelp(split.words, surroundings.console);
    }
    if (findGroup(split.words) != nullptr) {
        (void)parseArguments(arguments, options);
        if (global.isHelpWanted) return showHelp(split.words, surroundings.console);
    }
    const CommandEntry& entry = requireCommand(split.words);
    const auto command = entry.make();
    command->declare(options);
    const auto operands = parseArguments(withoutCommand(arguments, split, entry), options);
    (void)global.verbosity();  // Refuses contradictions before anything is done.
    if (global.isHelpWanted) return showHelp(split.words, surroundings.console);
    const Context context{.core = surroundings.core,
                          .console = surroundings.console,
                          .environment = surroundings.environment,
                          .zone = surroundings.zone,
                          .clock = surroundings.clock,
                          .global = global,
                          .stop = surroundings.stop};
    if (!global.catalog.empty()) surroundings.core.catalog.choose(global.catalog);
    surroundings.core.vault.choosePassword(resolvePassword(
        {}, surroundings.environment, "VAULT_", PasswordUse::Open, surroundings.console));
    if (surroundings.setPriority) surroundings.setPriority(global.priority);
    CommandResult result = command->run(operands, context);
    tellTraffic(surroundings, global);
    return result;
}

/// A failure as it will be reported.
struct Failure {
    int exitCode = 0;
    std::string message;
    std::string advice;
};

std::optional<Failure> tryCommand(std::span<const std::string> arguments,
                                  const Surroundings& surroundings,
                                  GlobalOptions& global) {
    try {
        CommandResult result = runCommand(arguments, surroundings, global);
        if (result.exitCode != 0) return Failure{result.exitCode, std::move(result.message), {}};
        if (!surroundings.console.isOutputIntact())
            return Failure{exitCode(ErrorKind::Unavailable), "cannot write to standard output", {}};
        return std::nullopt;
    } catch (const Error& error) {
        return Failure{exitCode(error.kind()), error.describe(), adviceFor(error)};
    } catch (const Cancelled&) {
        return Failure{kInterrupted, "interrupted", {}};
    } catch (const std::bad_alloc&) {
        return Failure{exitCode(ErrorKind::ResourceExhausted), "out of memory",
                       adviceFor(ErrorKind::ResourceExhausted)};
    } catch (const std::exception& error) {
        return Failure{exitCode(ErrorKind::Internal), error.what(), adviceFor(ErrorKind::Internal)};
    }
}

}  // namespace

int runCli(std::span<const std::string> arguments, const Surroundings& surroundings) {
    GlobalOptions global;
    const auto failure = tryCommand(arguments, surroundings, global);
    for (const std::string& notice : surroundings.console.takeNotices())
        surroundings.console.printError(notice + "\n");
    if (!failure) return 0;
    // Arguments that could not be parsed leave the option unread.
    const bool isJson = global.isJson || std::ranges::find(arguments, "--json") != arguments.end();
    reportFailure(failure->exitCode, failure->message, failure->advice,
                  isJson ? OutputForm::Json : OutputForm::Text, surroundings.console);
    return failure->exitCode;
}

}  // namespace tl::cli
