// What a place can tell of where it is.

#pragma once

#include <functional>
#include <optional>
#include <stop_token>

#include "infra/platform/cloud_region.h"

namespace tl::storage {

struct RegionAnswer {
    bool isPlaceThere = true;             ///< False: nothing is there yet that could be somewhere.
    std::optional<CloudRegion> region{};  ///< Nothing: it does not say.
};

/// Asks the place. **Errors:** as Backend's calls. **Threads:** any.
using RegionFinder = std::function<RegionAnswer(const std::stop_token& stop)>;

/// Called with the region, or with nothing for a place that does not say; what it throws ends the
/// call that it is made for. **Threads:** any.
using RegionJudge = std::function<void(const std::optional<CloudRegion>& region)>;

}  // namespace tl::storage
