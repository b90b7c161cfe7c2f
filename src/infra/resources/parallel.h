// A loop whose turns run on several threads.

#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace tl {

/// Calls `turn(i, stop)` once for every i in [0, count), on at most `threads` threads (the caller's
/// when one is enough), and returns when all are done. The first exception ends the loop and is
/// rethrown; a requested stop ends it with Cancelled.
void forEachInParallel(std::size_t count,
                       std::size_t threads,
                       const std::function<void(std::size_t i, const std::stop_token& stop)>& turn,
                       const std::stop_token& stop);

}  // namespace tl
