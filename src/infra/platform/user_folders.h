// Where a program may keep things of its own for the user it runs as.

#pragma once

#include <string>

namespace tl {

/// For what a program remembers and can do without: $XDG_STATE_HOME, or ~/.local/state. Empty when
/// the user has no home. It need not exist. **Source:** XDG Base Directory Specification 0.8.
[[nodiscard]] std::string userStateFolder();
/// For what the user decided, and may edit: $XDG_CONFIG_HOME, or ~/.config.
[[nodiscard]] std::string userConfigFolder();
/// For what the user adds to programs: $XDG_DATA_HOME, or ~/.local/share.
[[nodiscard]] std::string userDataFolder();

}  // namespace tl
