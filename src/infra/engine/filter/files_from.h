// Lists of files to back up: --files-from, --files-from-verbatim, --files-from-raw (format
// section 13.3).

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tl::engine {

/// Where a list comes from. Only a file may begin with a byte order mark; from standard input such
/// bytes are part of a name.
enum class ListSource : std::uint8_t { File, StandardInput };

/// The existing paths that a pattern of Go's filepath.Glob means, sorted in each folder. Throws
/// Error{InvalidInput} when it is malformed.
using GlobExpansion = std::function<std::vector<std::string>(const std::string& pattern)>;

struct ListedFiles {
    std::vector<std::string> paths;
    std::vector<std::string> unmatchedPatterns;  ///< That no file fits; worth a warning each.
};

/// --files-from: a pattern a line, white space around it, empty lines and `#` lines left out.
/// **Errors:** what `expand` throws.
[[nodiscard]] ListedFiles parseFilesFrom(std::string_view list,
                                         ListSource source,
                                         const GlobExpansion& expand);

/// --files-from-verbatim: a path a line; only empty lines are left out.
[[nodiscard]] std::vector<std::string> parseFilesFromVerbatim(std::string_view list,
                                                              ListSource source);

/// --files-from-raw: paths that each end with a zero byte. **Errors:** InvalidInput for an empty
/// path or when the last zero byte is missing, as the list may have been cut off.
[[nodiscard]] std::vector<std::string> parseFilesFromRaw(std::string_view list);

}  // namespace tl::engine
