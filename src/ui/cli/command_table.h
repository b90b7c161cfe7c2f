// All commands of the program. One row here makes a command known to the parser, the help and the
// completions.

#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ui/cli/command.h"

namespace tl::cli {

struct CommandEntry {
    std::string_view name;      ///< One word, or two: "key add".
    std::string_view operands;  ///< What follows the options: "[FILE/DIR]…".
    std::string_view summary;   ///< A phrase for the list of commands.
    std::string_view details;   ///< Sentences for the command's own help; may be empty.
    std::unique_ptr<Command> (*make)();
    std::string_view choices = {};  ///< The words that an operand may be, with blanks between.
};

[[nodiscard]] std::span<const CommandEntry> allCommands();

/// Commands of two words that share the first one.
struct CommandGroup {
    std::string_view name;     ///< The first word: "key".
    std::string_view summary;  ///< A phrase for lists of commands.
};

/// All of them; every command of two words belongs to one.
[[nodiscard]] std::span<const CommandGroup> commandGroups();

/// The command that `words` begin with, or null.
[[nodiscard]] const CommandEntry* findCommand(std::span<const std::string> words);

/// How many words the name has.
[[nodiscard]] std::size_t wordCount(const CommandEntry& entry);

}  // namespace tl::cli
