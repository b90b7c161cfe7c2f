// Names in the commands that a person is told to type.

#pragma once

#include <string>
#include <string_view>

namespace tl {

/// `bytes` as one word of a command line that may be pasted into a shell: in single quotes, or
/// where there are control characters or what is no UTF-8, as $'…', which bash, zsh and ksh read.
[[nodiscard]] std::string forShell(std::string_view bytes);

}  // namespace tl
