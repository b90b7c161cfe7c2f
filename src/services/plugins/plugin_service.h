// Plugins of a catalog, as the user interfaces see them.

#pragma once

#include <functional>
#include <memory>

#include "infra/plugins/plugin_catalog.h"
#include "infra/plugins/plugin_settings.h"
#include "services/plugins/plugins.h"
#include "storage/backend.h"

namespace tl::services {

/// Makes the backend of a storage plugin, without retries and the like.
/// **Errors:** InvalidInput for a plugin that may not be used, or a wrong option.
using PluginOpener = std::function<std::unique_ptr<storage::Backend>(const PluginUse& use)>;

/// `catalog` must outlive it.
[[nodiscard]] std::unique_ptr<Plugins> makePlugins(const plugins::PluginCatalog& catalog,
                                                   plugins::VariableReader variable,
                                                   PluginOpener openStorage);

}  // namespace tl::services
