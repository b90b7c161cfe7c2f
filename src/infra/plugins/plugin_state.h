// Which plugins a person switched on or off: lines of a name and a word in a file of the user's
// configuration. Plugins that nobody decided about are as their place has it.

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tl::plugins {

/// By name: whether the plugin is on.
using PluginStates = std::map<std::string, bool, std::less<>>;

/// **Errors:** InvalidInput, with the number of the line.
[[nodiscard]] PluginStates parseStates(std::string_view text);
[[nodiscard]] std::string toText(const PluginStates& states);

/// None when there is no such file. **Errors:** as parseStates, with the path; those of readFile.
[[nodiscard]] PluginStates loadStates(const std::string& path);
/// Replaces the file whole, or leaves it as it was; makes the folders above it.
/// **Errors:** PermissionDenied, ResourceExhausted, Unavailable.
void saveStates(const PluginStates& states, const std::string& path);

}  // namespace tl::plugins
