// Completion scripts for shells, made from the command and option tables.

#pragma once

#include <string>

namespace tl::cli {

[[nodiscard]] std::string makeBashCompletion();
[[nodiscard]] std::string makeZshCompletion();
[[nodiscard]] std::string makeFishCompletion();

}  // namespace tl::cli
