// The plugins of the project's folder plugins/, as the build put them into the program: rclone,
// which is always there, and the examples, which `tl plugin new` starts from.

#pragma once

#include <span>
#include <string>
#include <string_view>

#include "infra/plugins/plugin_manifest.h"

namespace tl::plugins {

/// An example: two files of a folder.
struct ShippedExample {
    PluginKind kind = PluginKind::Storage;
    std::string_view name;
    std::string_view manifest;
    std::string_view programName;
    std::string_view program;
};

/// One of each kind.
[[nodiscard]] std::span<const ShippedExample> shippedExamples() noexcept;
[[nodiscard]] std::string_view rcloneManifest() noexcept;

/// Writes a new plugin of that kind into the folder `path`, which it makes: the example under the
/// name `name`. **Errors:** AlreadyExists when there is such a folder; InvalidInput for a name that
/// is none; PermissionDenied, ResourceExhausted.
void writeNewPlugin(PluginKind kind, const std::string& name, const std::string& path);

}  // namespace tl::plugins
