// Commands that come as one string, such as that of --password-command.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tl {

/// Cuts `command` into words as restic does, which is less than a shell: white space, quotes of
/// both kinds and a backslash outside quotes each end a word; within quotes all is kept,
/// backslashes included. A quote after a backslash is a character like others. So `a'b c'` is two
/// words, `a` and `b c`, and there is no empty word.
/// **Errors:** InvalidInput for an open quote, or when there is no word.
[[nodiscard]] std::vector<std::string> splitCommandLine(std::string_view command);

}  // namespace tl
