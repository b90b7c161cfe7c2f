#include "infra/platform/environment.h"
#include "infra/platform/user_folders.h"

namespace tl {

namespace {

std::string userFolder(const char* variable, const char* belowHome) {
    const auto named = environmentVariable(variable);
    // The specification has relative paths ignored.
    if (named && named->starts_with('/')) return *named;
    const auto home = environmentVariable("HOME");
    if (!home || home->empty()) return {};
    return *home + belowHome;
}

}  // namespace

std::string userStateFolder() {
    return userFolder("XDG_STATE_HOME", "/.local/state");
}

std::string userConfigFolder() {
    return userFolder("XDG_CONFIG_HOME", "/.config");
}

std::string userDataFolder() {
    return userFolder("XDG_DATA_HOME", "/.local/share");
}

}  // namespace tl
