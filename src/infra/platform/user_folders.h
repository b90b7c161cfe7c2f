// Where a program may keep things of its own for the user it runs as.

#pragma once

#include <string>

namespace tl {

/// For what a program remembers and can do without: $XDG_STATE_HOME, or ~/.local/state. Empty when
/// the user has no home. It need not exist. **Source:** XDG Base Directory Specification 0.8.
[[nodiscard]] std::string userStateFolder();

}  // namespace tl
