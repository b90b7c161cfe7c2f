// The texts of `--help` and of `tl help`, made from the tables.

#pragma once

#include <string>

#include "ui/cli/command_table.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

/// The program's help: its commands and the options that all of them have.
[[nodiscard]] std::string formatHelp();

/// One command's help.
[[nodiscard]] std::string formatHelp(const CommandEntry& entry);

}  // namespace tl::cli
