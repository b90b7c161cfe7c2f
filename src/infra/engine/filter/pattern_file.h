// Files of patterns, one a line: --exclude-file, --include-file and the like (format section 13.2).

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tl::engine {

/// The value of an environment variable; empty when it is not set.
using EnvironmentLookup = std::function<std::string(std::string_view name)>;

/// The patterns in `file`, in its order. White space around a line, empty lines and lines that
/// begin with `#` are left out; variables are replaced. May be in UTF-16 with a byte order mark.
[[nodiscard]] std::vector<std::string> parsePatternFile(std::string_view file,
                                                        const EnvironmentLookup& environment);

/// Replaces `$NAME` and `${NAME}` by the variable's value and `$$` by `$`, as Go's os.Expand does.
/// A
/// `$` before anything else stays, and a malformed `${` goes.
[[nodiscard]] std::string expandVariables(std::string_view text,
                                          const EnvironmentLookup& environment);

}  // namespace tl::engine
