// The environment that a plugin's program gets: little, and nothing by accident.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infra/plugins/plugin_manifest.h"
#include "infra/plugins/plugin_settings.h"

namespace tl::plugins {

/// Lines NAME=value, wiped when they die.
class PluginEnvironment {
  public:
    /// The variables that every program gets (PATH, HOME, locale and the like), those that the
    /// manifest names, and the settings. `ours` has our environment as lines NAME=value.
    PluginEnvironment(const PluginManifest& manifest,
                      const std::vector<PluginSetting>& settings,
                      const std::vector<std::string>& ours);
    ~PluginEnvironment();
    PluginEnvironment(const PluginEnvironment&) = delete;
    PluginEnvironment& operator=(const PluginEnvironment&) = delete;

    /// Replaces the variable if there is one.
    void set(std::string_view name, std::string_view value);

    [[nodiscard]] const std::vector<std::string>& lines() const noexcept { return lines_; }

  private:
    std::vector<std::string> lines_;
};

}  // namespace tl::plugins
