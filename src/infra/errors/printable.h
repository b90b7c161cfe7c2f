// Bytes from outside as a person may safely see them: in messages, on terminals, in logs.

#pragma once

#include <string>
#include <string_view>

namespace tl {

/// `bytes` in double quotes, with `"`, `\`, control characters (U+0080 to U+009F too: terminals
/// obey them) and whatever is not UTF-8 escaped as `\n`, `\t` or `\xNN`.
[[nodiscard]] std::string quoted(std::string_view bytes);

/// Text of several lines, with what quoted() escapes escaped but for quotes, backslashes, newlines
/// and tabs: on a terminal it says what it says, and does nothing.
[[nodiscard]] std::string withoutControls(std::string_view text);

/// The same with newlines and tabs escaped, too: for a name on a line of its own.
[[nodiscard]] std::string onOneLine(std::string_view text);

}  // namespace tl
