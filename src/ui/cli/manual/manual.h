// The manual pages, made from the same tables as the help: tl(1), one for each command, and one for
// each group of commands that share their first word.

#pragma once

#include <string>
#include <vector>

namespace tl::cli {

struct ManualPage {
    std::string name{};  ///< Of the file: "tl-repo.1".
    std::string text{};  ///< For man(1), in ASCII.
};

/// All of them, tl(1) first.
[[nodiscard]] std::vector<ManualPage> manualPages();

}  // namespace tl::cli
