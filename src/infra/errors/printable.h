// Bytes from outside as a person may safely see them: in messages, on terminals, in logs.

#pragma once

#include <string>
#include <string_view>

namespace tl {

/// `bytes` in double quotes, with `"`, `\`, control characters (U+0080 to U+009F too: terminals
/// obey them) and whatever is not UTF-8 escaped as `\n`, `\t` or `\xNN`.
[[nodiscard]] std::string quoted(std::string_view bytes);

}  // namespace tl
