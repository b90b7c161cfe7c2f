// Patterns that options give, and those in the files that other options name.

#pragma once

#include <string>
#include <vector>

namespace tl::services {

/// `patterns` and behind them those of `files`, in which environment variables are filled in.
/// **Errors:** NotFound and others for a file that cannot be read; InvalidInput for one too large.
[[nodiscard]] std::vector<std::string> withPatternFiles(std::vector<std::string> patterns,
                                                        const std::vector<std::string>& files);

}  // namespace tl::services
