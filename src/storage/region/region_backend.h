// A backend that is used only where it may be: before anything is stored, and by the end of the
// first call that reads, its place has said where it is, and somebody has judged that.

#pragma once

#include <memory>

#include "storage/backend.h"
#include "storage/backend_region.h"

namespace tl::storage {

/// When the place is asked, for calls that read.
enum class RegionAsking : bool {
    Beside,  ///< At the same time: then it costs no time where a server is far away.
    Before,  ///< Where the answer comes with what the call needs anyway.
};

struct RegionGuard {
    RegionFinder find;
    RegionJudge judge;
    RegionAsking asking = RegionAsking::Beside;
};

/// Asks until the place has answered once, then no more. A place that is made is asked when it is
/// there: where nothing says before where it will be, it is judged while it is empty.
/// **Errors:** beyond those of `inner`, what the guard throws.
[[nodiscard]] std::unique_ptr<Backend> makeRegionGuarded(std::unique_ptr<Backend> inner,
                                                         RegionGuard guard);

}  // namespace tl::storage
