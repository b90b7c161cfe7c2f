// Storage of plugins: `plugin:NAME:PATH`, and restic's `rclone:REMOTE:PATH`.

#pragma once

#include <memory>

#include "app/backends.h"
#include "storage/backend.h"

namespace tl::app {

/// The program is started with the first call. **Errors:** as PluginCatalog::loadUsable() and
/// plugins::resolveSettings(); InvalidInput for a location without a name.
[[nodiscard]] std::unique_ptr<storage::Backend> openPlugin(const BackendRequest& request);

/// As `plugin:rclone:REMOTE:PATH`, with restic's options `rclone.program`, `rclone.args`,
/// `rclone.connections` and `rclone.timeout`. **Errors:** as openPlugin().
[[nodiscard]] std::unique_ptr<storage::Backend> openRclone(const BackendRequest& request);

}  // namespace tl::app
