// Which storage a location string means. One row of the table in the .cpp makes a backend known to
// the whole program.

#pragma once

#include <map>
#include <memory>
#include <string>

#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "infra/platform/traffic.h"
#include "infra/plugins/plugin_catalog.h"
#include "services/repository/region_rules.h"
#include "services/repository/repository_access.h"
#include "storage/backend.h"
#include "storage/backend_region.h"

namespace tl::app {

/// What a backend is made from. Borrows all of it: the strings for the call, the rest for the life
/// of the backend.
struct BackendRequest {
    const std::string& location;                        ///< As restic's `-r`.
    const std::map<std::string, std::string>& options;  ///< `-o key=value`, of all backends.
    const services::ConnectionSettings& connection;
    Traffic* traffic;  ///< What bytes pass by on their way; may be null.
    const plugins::PluginCatalog& catalog;
    Clock& clock;
    Random& random;
    /// Told where a place is that is no folder here; empty: nobody wants to know. It is copied.
    storage::RegionJudge judgeRegion{};
};

/// Opens the place that `request` names, as it is: without retries, limits or a cache, which
/// BackendStack adds. Options of other backends are left alone. **Errors:** InvalidInput for a
/// location or an option that nobody knows; Unsupported for a backend that this build lacks; what
/// `judgeRegion` throws.
[[nodiscard]] std::unique_ptr<storage::Backend> openBackend(const BackendRequest& request);

/// A location as it means the same from every folder: a path is made absolute. Nothing is opened.
/// **Errors:** as openBackend() for the location.
[[nodiscard]] std::string settleLocation(const std::string& location);

/// As services::PlaceReader. **Errors:** as openBackend() for the location.
[[nodiscard]] services::PlaceByLocation placeOf(const std::string& location,
                                                const std::map<std::string, std::string>& options);

}  // namespace tl::app
