// What a plugin's program says on standard error, as it may be shown to a person.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/plugins/plugin_settings.h"

namespace tl::plugins {

/// The last lines of `said`, some hundred characters of them, without controls; each secret of
/// `settings` is hidden.
[[nodiscard]] std::string lastWords(std::string_view said,
                                    const std::vector<PluginSetting>& settings);

/// The same as the end of a sentence: "; it said: …", or nothing.
[[nodiscard]] std::string afterWords(std::string_view said,
                                     const std::vector<PluginSetting>& settings);

}  // namespace tl::plugins
