// Printing long lists line by line.

#pragma once

#include <string>

#include "ui/cli/console.h"

namespace tl::cli {

/// Prints `line`, which brings its newline. **Errors:** Unavailable when nobody reads any more: a
/// long list ends there.
void printLine(Console& console, const std::string& line);

/// A name or path as it may be shown: on a terminal, bytes that could steer it are escaped.
[[nodiscard]] std::string shownText(const std::string& text, const Console& console);

}  // namespace tl::cli
