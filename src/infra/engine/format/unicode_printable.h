// Which characters count as printable in Unicode 13, as restic 0.14's tables have them
// (docs/decisions/0003-unicode-tables.md).

#pragma once

namespace tl::engine {

/// As strconv.IsPrint of Go 1.19: letters, marks, numbers, punctuation, symbols, and the space.
/// False for what is no character at all.
[[nodiscard]] bool isPrintable(char32_t character) noexcept;

}  // namespace tl::engine
