// Names for files that are being made.

#pragma once

#include <string>

#include "infra/platform/clock.h"
#include "infra/platform/file.h"
#include "infra/platform/random.h"

namespace tl::engine {

/// What the names of all begin with.
inline constexpr const char* kTemporaryPrefix = "timelocker-index-tmp-";

/// The path of a new file in `folder`, which nobody else will think of.
[[nodiscard]] std::string temporaryName(const std::string& folder, Random& random);

/// A file in `folder` without a name, which goes when it is closed.
/// **Errors:** PermissionDenied, NotFound, ResourceExhausted, Unavailable.
[[nodiscard]] File createNameless(const std::string& folder, Random& random);

/// Removes what processes left behind that were killed while making such a file: what was last
/// written to more than a day before `now`. Leaves alone what it may not remove.
void removeAbandoned(const std::string& folder, WallTime now);

}  // namespace tl::engine
