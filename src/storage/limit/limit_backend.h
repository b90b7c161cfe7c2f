// Holds the calls of a backend to limits: how many at once, how many a second, at which hours.
// Bytes a second are the business of Traffic, which sees them on their way.
//
// Locks are exempt from all but the number a second: while every connection is busy with a large
// pack, or work pauses for hours, a lock that is not refreshed would be taken for stale by others.
//
// How many calls there may be at once follows from how long small ones take, unless the user has
// said it.

#pragma once

#include <cstdint>
#include <memory>

#include "infra/platform/clock.h"
#include "storage/backend.h"
#include "storage/limit/work_window.h"

namespace tl::storage {

struct CallLimits {
    std::size_t connections = 0;           ///< Calls at once; 0: no limit.
    std::size_t connectionsFar = 0;        ///< At most, where small calls turn out to take long.
    std::uint64_t callsPerSecond = 0;      ///< 0: no limit.
    std::unique_ptr<WorkWindow> window{};  ///< Null: at all hours.
};

/// `clock` must outlive the result. Its Properties say how many connections there are at most by
/// what is known at the time; see FarConnections.
[[nodiscard]] std::unique_ptr<Backend> makeLimited(std::unique_ptr<Backend> inner,
                                                   CallLimits limits,
                                                   Clock& clock);

}  // namespace tl::storage
