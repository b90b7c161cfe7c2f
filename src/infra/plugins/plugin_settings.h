// The values of a plugin's options: from `-o plugin.NAME.OPTION=value`, from variables, or as the
// manifest has them.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "infra/platform/secret.h"
#include "infra/plugins/plugin_manifest.h"

namespace tl::plugins {

/// A value that the program is to get. All are treated as secrets; what is one is not shown.
struct PluginSetting {
    std::string name;
    std::string variable{};
    Secret value{};
    OptionType type = OptionType::Text;
    bool isSecret = false;
};

/// How to read a variable of our environment; nothing when it is not set.
using VariableReader = std::function<std::optional<std::string>(const std::string& name)>;

/// Those options that have a value. In order of precedence: `plugin.NAME.OPTION` of `options`, for
/// a secret `plugin.NAME.OPTION-file`, whose first line it is; the variable
/// TIMELOCKER_PLUGIN_NAME_OPTION; the default. Options of other plugins are left alone.
/// **Errors:** InvalidInput for an option that the plugin does not have, a value of another type, a
/// secret on the command line, a required option without a value; those of readFile().
[[nodiscard]] std::vector<PluginSetting> resolveSettings(
    const PluginManifest& manifest,
    const std::map<std::string, std::string>& options,
    const VariableReader& variable);

}  // namespace tl::plugins
