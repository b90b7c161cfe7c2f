#include "infra/plugins/plugin_catalog.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/directory.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/user_folders.h"
#include "infra/plugins/plugin_files.h"
#include "infra/plugins/plugin_state.h"

namespace tl::plugins {

namespace {

/// How many plugins are looked at in a folder: far more than anybody has.
constexpr std::size_t kPluginsMax = 1000;

std::vector<std::string> splitFolders(std::string_view text) {
    std::vector<std::string> folders;
    while (!text.empty()) {
        const auto end = text.find(':');
        if (end != 0) folders.emplace_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return folders;
}

/// What keeps a plugin with a sound manifest from being started.
std::string findProblem(const Plugin& plugin) {
    if (plugin.manifest.name != plugin.name)
        return "its manifest has the name " + tl::quoted(plugin.manifest.name) +
               "; the folder is to have the same";
    if (plugin.program.empty())
        return "its program " + tl::quoted(plugin.manifest.program) +
               " is not there, or cannot be run; install it, or correct `program`";
    return findUnsafe(plugin.program);
}

void readManifest(const std::string& text, Plugin& plugin) {
    try {
        plugin.manifest = parseManifest(text);
        if (plugin.name.empty()) plugin.name = plugin.manifest.name;
        plugin.program = findProgram(plugin.manifest.program, plugin.folder);
        plugin.problem = findProblem(plugin);
    } catch (const Error& error) {
        plugin.problem = error.what();
    }
}

/// Nothing for a folder that is no plugin.
std::optional<Plugin> tryRead(const std::string& folder,
                              const std::string& name,
                              PluginOrigin origin) {
    Plugin plugin{.name = name, .origin = origin, .folder = folder + "/" + name};
    const std::string path = plugin.folder + "/" + kManifestName;
    try {
        const auto text = tryReadFile(path, kManifestBytesMax);
        if (!text) return std::nullopt;
        plugin.problem = findUnsafe(path);
        if (plugin.problem.empty()) plugin.problem = findUnsafe(plugin.folder);
        if (plugin.problem.empty()) readManifest(*text, plugin);
    } catch (const Error& error) {
        plugin.problem = error.what();
    }
    return plugin;
}

void addFirst(Plugin plugin, std::vector<Plugin>& found) {
    const auto isSame = [&](const Plugin& other) { return other.name == plugin.name; };
    if (std::ranges::none_of(found, isSame)) found.push_back(std::move(plugin));
}

void addFolder(const std::string& folder, PluginOrigin origin, std::vector<Plugin>& found) {
    if (folder.empty()) return;
    const auto opened = Directory::tryOpen(folder, Follow::Yes);
    if (!opened) return;
    auto entries = opened->entries();
    if (entries.size() > kPluginsMax) entries.resize(kPluginsMax);
    for (const DirectoryEntry& entry : entries) {
        if (!isPluginName(entry.name)) continue;
        if (auto plugin = tryRead(folder, entry.name, origin)) addFirst(std::move(*plugin), found);
    }
}

bool isOnByItself(PluginOrigin origin) {
    return origin == PluginOrigin::System || origin == PluginOrigin::BuiltIn;
}

}  // namespace

const char* nameOf(PluginOrigin origin) noexcept {
    switch (origin) {
        case PluginOrigin::Variable:
            return "variable";
        case PluginOrigin::User:
            return "user";
        case PluginOrigin::System:
            return "system";
        case PluginOrigin::BuiltIn:
            break;
    }
    return "built-in";
}

PluginPlaces usualPlaces() {
    const std::string data = userDataFolder();
    const std::string config = userConfigFolder();
    return {
        .variableFolders = splitFolders(environmentVariable("TIMELOCKER_PLUGINS").value_or("")),
        .userFolder = data.empty() ? data : data + "/timelocker/plugins",
        .systemFolders = {"/usr/local/share/timelocker/plugins", "/usr/share/timelocker/plugins"},
        .stateFile = config.empty() ? config : config + "/timelocker/plugins"};
}

std::vector<Plugin> PluginCatalog::list() const {
    std::vector<Plugin> found;
    for (const std::string& folder : places_.variableFolders)
        addFolder(folder, PluginOrigin::Variable, found);
    addFolder(places_.userFolder, PluginOrigin::User, found);
    for (const std::string& folder : places_.systemFolders)
        addFolder(folder, PluginOrigin::System, found);
    for (const std::string& text : places_.builtInManifests) {
        Plugin plugin{.name = {}, .origin = PluginOrigin::BuiltIn};
        readManifest(text, plugin);
        addFirst(std::move(plugin), found);
    }
    const PluginStates states =
        places_.stateFile.empty() ? PluginStates{} : loadStates(places_.stateFile);
    for (Plugin& plugin : found) {
        const auto state = states.find(plugin.name);
        plugin.isEnabled = state == states.end() ? isOnByItself(plugin.origin) : state->second;
    }
    std::ranges::sort(found, {}, &Plugin::name);
    return found;
}

Plugin PluginCatalog::load(const std::string& name) const {
    std::string names;
    for (Plugin& plugin : list()) {
        if (plugin.name == name) return std::move(plugin);
        names += (names.empty() ? "" : ", ") + plugin.name;
    }
    throw Error{ErrorKind::NotFound, "there is no plugin " + tl::quoted(name) +
                                         "; there are: " + (names.empty() ? "none" : names)};
}

Plugin PluginCatalog::loadUsable(const std::string& name, PluginKind kind) const {
    Plugin plugin = load(name);
    const std::string subject = "the plugin " + tl::quoted(name);
    if (!plugin.problem.empty())
        throw Error{ErrorKind::InvalidInput, subject + " cannot be used: " + plugin.problem};
    if (!plugin.isEnabled)
        throw Error{
            ErrorKind::InvalidInput,
            subject + " is not enabled; if you trust it, run `tl plugin enable " + name + "`"};
    if (plugin.manifest.kind != kind)
        throw Error{ErrorKind::InvalidInput, subject + " is of the kind " +
                                                 nameOf(plugin.manifest.kind) + ", wanted is " +
                                                 nameOf(kind)};
    return plugin;
}

void PluginCatalog::enable(const std::string& name) const {
    const Plugin plugin = load(name);
    if (!plugin.problem.empty())
        throw Error{ErrorKind::InvalidInput,
                    "the plugin " + tl::quoted(name) + " cannot be used: " + plugin.problem};
    decide(plugin, true);
}

void PluginCatalog::disable(const std::string& name) const {
    decide(load(name), false);
}

void PluginCatalog::decide(const Plugin& plugin, bool isOn) const {
    if (places_.stateFile.empty())
        throw Error{ErrorKind::InvalidInput,
                    "there is no place for the user's configuration; set HOME or XDG_CONFIG_HOME"};
    PluginStates states = loadStates(places_.stateFile);
    // Only what differs is written: trust in a system's plugin is none in a user's of that name.
    if (isOn == isOnByItself(plugin.origin))
        states.erase(plugin.name);
    else
        states[plugin.name] = isOn;
    saveStates(states, places_.stateFile);
}

}  // namespace tl::plugins
