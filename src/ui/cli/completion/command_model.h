// The commands and their options as data, for what generates scripts from them.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/cli/option_set.h"

namespace tl::cli {

/// What a shell can offer as a value.
enum class ValueKind : unsigned char { None, Text, File, Directory, Choice };

struct OptionModel {
    OptionText text;
    ValueKind value = ValueKind::None;
};

struct CommandModel {
    std::string name;  ///< Empty for the options of all commands.
    std::string summary;
    std::vector<std::string> choices;  ///< The words that an operand may be.
    bool takesFiles = false;           ///< Whether operands are files.
    std::vector<OptionModel> options;
};

/// Commands of two words that share the first one, and so are completed in two steps.
struct GroupModel {
    std::string name;
    std::string summary;
    std::vector<std::string> words;  ///< The second ones.
};

/// The options of all commands.
[[nodiscard]] CommandModel describeGlobalOptions();
/// All commands with their own options.
[[nodiscard]] std::vector<CommandModel> describeCommands();
[[nodiscard]] std::vector<GroupModel> describeGroups();

}  // namespace tl::cli
