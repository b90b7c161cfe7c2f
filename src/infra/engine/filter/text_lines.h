// Text files that a user wrote, on whatever system: lists of patterns or of files to back up.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tl::engine {

/// The text of a file in UTF-8: a byte order mark is taken off, and UTF-16 with such a mark is
/// converted. Without a mark the bytes stay as they are.
[[nodiscard]] std::string decodeText(std::string_view file);

/// Cuts `text` after each newline, and takes off newline and a carriage return before it. The last
/// line needs no newline. The lines are borrowed from `text`.
[[nodiscard]] std::vector<std::string_view> splitLines(std::string_view text);

/// Without Unicode white space at both ends.
[[nodiscard]] std::string_view trimSpace(std::string_view text);

}  // namespace tl::engine
