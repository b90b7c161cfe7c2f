// Backups with hooks around them: commands and plugins that are called before and after, such as
// one that dumps a database (docs/hooks.md; requirement BK-1).

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "infra/platform/clock.h"
#include "infra/plugins/plugin_catalog.h"
#include "services/backup/backups.h"

namespace tl::services {

/// What hooks need of the world. All is borrowed.
struct HookWorld {
    const plugins::PluginCatalog& plugins;
    Clock& clock;
    /// Reads a variable of our environment.
    std::function<std::optional<std::string>(const std::string& name)> variable;
};

/// Does what `inner` does, with the hooks of the request around it; not in a dry run.
///
/// A hook before that fails, or a plugin that objects, ends the run with its error. Then, and after
/// a backup that failed or whose verification found damage, the hook on error is called, and the
/// plugins that have been told of the beginning are told of the end. So it is after a stop, but
/// then they have half a minute at most. What fails of these is a warning.
/// `inner` must outlive the service.
[[nodiscard]] std::unique_ptr<Backups> makeHookedBackups(Backups& inner, HookWorld world);

}  // namespace tl::services
