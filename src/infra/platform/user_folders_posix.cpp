#include "infra/platform/environment.h"
#include "infra/platform/user_folders.h"

namespace tl {

std::string userStateFolder() {
    const auto state = environmentVariable("XDG_STATE_HOME");
    // The specification has relative paths ignored.
    if (state && state->starts_with('/')) return *state;
    const auto home = environmentVariable("HOME");
    if (!home || home->empty()) return {};
    return *home + "/.local/state";
}

}  // namespace tl
