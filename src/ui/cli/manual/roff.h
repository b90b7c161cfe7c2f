// Text in the language of manual pages, in ASCII alone, so that it comes out the same whatever
// reads it. **Source:** man(7), groff(7), groff_char(7).

#pragma once

#include <string>
#include <string_view>

namespace tl::cli {

/// `text` so that it is shown as it is: nothing in it is taken for a command or an escape.
[[nodiscard]] std::string roffText(std::string_view text);
/// As roffText(), in bold.
[[nodiscard]] std::string roffBold(std::string_view text);
/// As roffText(), in italics, which stand for what is to be replaced.
[[nodiscard]] std::string roffItalic(std::string_view text);
/// `text` between double quotes, as an argument of a macro.
[[nodiscard]] std::string roffArgument(std::string_view text);
/// Sentences of the help: what stands between backquotes comes out bold, an empty line begins a
/// paragraph, and lines that begin with blanks are left as they are.
[[nodiscard]] std::string roffParagraphs(std::string_view text);

}  // namespace tl::cli
