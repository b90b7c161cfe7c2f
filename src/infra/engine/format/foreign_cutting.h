// Repositories in which rustic cuts files otherwise than restic does. What is there can be read
// like any other; but whoever cuts as restic does would share nothing with it.

#pragma once

#include <string>

#include "infra/engine/format/config.h"

namespace tl::engine {

/// rustic's setting that makes the difference, such as "chunker fixed_size"; empty when files are
/// cut as restic does. **Errors:** Corrupted when a setting is of another type than rustic's.
[[nodiscard]] std::string foreignCuttingOf(const Config& config);

/// For whoever is going to cut files, or to copy how they are cut.
/// **Errors:** Unsupported when that is not restic's way.
void requireOwnCutting(const Config& config);

}  // namespace tl::engine
