// The plugins that are there: found in folders, checked, and on or off.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "infra/plugins/plugin_manifest.h"

namespace tl::plugins {

/// Where a plugin comes from. What a user adds is off until it is enabled; what the system's
/// packages or this program bring is on until it is disabled.
enum class PluginOrigin : std::uint8_t { Variable, User, System, BuiltIn };
/// A word for people and scripts: "user".
[[nodiscard]] const char* nameOf(PluginOrigin origin) noexcept;

struct Plugin {
    std::string name;
    PluginOrigin origin = PluginOrigin::User;
    std::string folder{};  ///< Empty for one that is built in.
    PluginManifest manifest{};
    std::string program{};  ///< The path of what is run.
    std::string problem{};  ///< Why it cannot be used, as a sentence; empty: it can.
    bool isEnabled = false;
};

/// Where plugins are looked for, in order of precedence.
struct PluginPlaces {
    std::vector<std::string> variableFolders{};  ///< Of $TIMELOCKER_PLUGINS.
    std::string userFolder{};                    ///< May be empty, as may be the next two.
    std::vector<std::string> systemFolders{};
    std::string stateFile{};
    std::vector<std::string> builtInManifests{};  ///< Their texts.
};

/// The places of this user: $TIMELOCKER_PLUGINS (folders with colons between), the user's
/// `timelocker/plugins` of XDG's data folder, those of /usr/local/share and /usr/share.
[[nodiscard]] PluginPlaces usualPlaces();

/// Looks anew at each call. A folder `NAME` with a file plugin.toml is a plugin.
class PluginCatalog {
  public:
    explicit PluginCatalog(PluginPlaces places) : places_{std::move(places)} {}

    /// All plugins, by name; of several with one name, the first that is found. What is wrong with
    /// one is in its `problem`. **Errors:** InvalidInput for a wrong state file; PermissionDenied.
    [[nodiscard]] std::vector<Plugin> list() const;
    /// **Errors:** NotFound, naming those that there are; as list().
    [[nodiscard]] Plugin load(const std::string& name) const;
    /// A plugin that may be started. **Errors:** as load(); InvalidInput for one that is off or has
    /// a problem.
    [[nodiscard]] Plugin loadUsable(const std::string& name, PluginKind kind) const;

    /// Remembers a decision. **Errors:** as load(); InvalidInput for switching on one that has a
    /// problem; those of saveStates().
    void enable(const std::string& name) const;
    void disable(const std::string& name) const;

    [[nodiscard]] const PluginPlaces& places() const noexcept { return places_; }

  private:
    void decide(const Plugin& plugin, bool isOn) const;

    const PluginPlaces places_;
};

}  // namespace tl::plugins
