// The variables of the environment and the files that manual pages tell of.

#pragma once

#include <span>
#include <string_view>

namespace tl::cli {

struct ManualPlace {
    std::string_view name;
    std::string_view what;  ///< Sentences, as roffParagraphs() reads them.
};

/// Those that are not told with an option.
[[nodiscard]] std::span<const ManualPlace> manualVariables();
[[nodiscard]] std::span<const ManualPlace> manualFiles();

}  // namespace tl::cli
