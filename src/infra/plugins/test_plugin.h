// For tests: plugins that are a line of shell.

#pragma once

#include <string>
#include <utility>

#include "infra/plugins/plugin_catalog.h"

namespace tl::plugins {

/// An enabled plugin whose program is `script`.
[[nodiscard]] inline Plugin shellPlugin(PluginKind kind, const std::string& script) {
    Plugin plugin{.name = "a", .program = "/bin/sh", .isEnabled = true};
    plugin.manifest = {
        .name = "a", .version = "1", .kind = kind, .program = "sh", .arguments = {"-c", script}};
    return plugin;
}

}  // namespace tl::plugins
