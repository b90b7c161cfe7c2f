// What a notifier, a source of secrets or a hook answers: one JSON document.

#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "infra/platform/secret.h"

namespace tl::plugins {

/// The most that an answer may take.
constexpr std::size_t kAnswerBytesMax = std::size_t{1} << 20U;

struct PluginAnswer {
    bool isOk = false;
    std::string error{};  ///< Why not, in the plugin's words; without controls, and not long.
    Secret secret{};      ///< Of a source of secrets.
};

/// Reads `{"ok": true, "secret": "…"}` or `{"ok": false, "error": "…"}`; other members are passed
/// over. **Errors:** Unavailable when it is anything else, without showing any of it.
/// **Source:** docs/plugins.md.
[[nodiscard]] PluginAnswer parseAnswer(std::span<const std::byte> document);

}  // namespace tl::plugins
