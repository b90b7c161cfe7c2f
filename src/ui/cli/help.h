// The texts of `--help` and of `tl help`, made from the tables. Lines are broken by the column
// `columnsMax`; 0: nowhere.

#pragma once

#include <cstddef>
#include <string>

#include "ui/cli/command_table.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

/// The program's help: its commands and the options that all of them have.
[[nodiscard]] std::string formatHelp(std::size_t columnsMax);

/// The commands that share a first word.
[[nodiscard]] std::string formatHelp(const CommandGroup& group, std::size_t columnsMax);

/// One command's help.
[[nodiscard]] std::string formatHelp(const CommandEntry& entry, std::size_t columnsMax);

}  // namespace tl::cli
