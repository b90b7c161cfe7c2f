// Fields of CSV files. **Source:** RFC 4180.

#pragma once

#include <string>

namespace tl::services {

/// The text in quotes. Spreadsheets take what begins with =, +, -, @, a tab or a carriage return
/// for a formula, which a name that somebody chose must not be: it gets an apostrophe in front.
[[nodiscard]] std::string csvField(const std::string& text);

}  // namespace tl::services
