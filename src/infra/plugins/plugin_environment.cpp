#include "infra/plugins/plugin_environment.h"

#include <algorithm>
#include <array>
#include <span>

#include "infra/platform/secret.h"

namespace tl::plugins {

namespace {

/// What programs need to find others, their files, and the language of their user.
constexpr std::array<std::string_view, 9> kAlways = {
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_*", "TZ", "TMPDIR", "XDG_RUNTIME_DIR"};

std::string_view nameIn(std::string_view line) {
    return line.substr(0, line.find('='));
}

bool fits(std::string_view name, std::string_view pattern) {
    if (!pattern.ends_with('*')) return name == pattern;
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

void wipeText(std::string& text) {
    wipe(std::as_writable_bytes(std::span{text}));
}

}  // namespace

PluginEnvironment::PluginEnvironment(const PluginManifest& manifest,
                                     const std::vector<PluginSetting>& settings,
                                     const std::vector<std::string>& ours) {
    for (const std::string& line : ours) {
        const std::string_view name = nameIn(line);
        const auto isWanted = [name](std::string_view pattern) { return fits(name, pattern); };
        if (std::ranges::any_of(kAlways, isWanted) ||
            std::ranges::any_of(manifest.environment, isWanted))
            lines_.push_back(line);
    }
    for (const PluginSetting& setting : settings)
        set(setting.variable, setting.value.text());
}

PluginEnvironment::~PluginEnvironment() {
    std::ranges::for_each(lines_, wipeText);
}

void PluginEnvironment::set(std::string_view name, std::string_view value) {
    std::string line;
    line.reserve(name.size() + value.size() + 1);  // Grown, it would leave copies of a secret.
    line.append(name).append("=").append(value);
    const auto found = std::ranges::find(lines_, name, nameIn);
    if (found == lines_.end()) {
        lines_.push_back(std::move(line));
        return;
    }
    wipeText(*found);
    *found = std::move(line);
}

}  // namespace tl::plugins
