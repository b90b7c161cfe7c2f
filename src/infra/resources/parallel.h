// A loop whose turns run on several threads.

#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <stop_token>

#include "infra/errors/error.h"
#include "infra/resources/worker_group.h"

namespace tl {

/// Calls `turn(i, stop)` once for every i in [0, count), on at most `threads` threads (the caller's
/// when one is enough), and returns when all are done. The first exception ends the loop and is
/// rethrown; a requested stop ends it with Cancelled.
void forEachInParallel(std::size_t count,
                       std::size_t threads,
                       const std::function<void(std::size_t i, const std::stop_token& stop)>& turn,
                       const std::stop_token& stop);

/// As forEachInParallel, for turns that keep something from one to the next, such as buffers: each
/// thread makes itself a worker with `makeWorker()` and calls `worker(i, stop)` for its turns.
template <typename MakeWorker>
void forEachWithWorkers(std::size_t count,
                        std::size_t threads,
                        const MakeWorker& makeWorker,
                        const std::stop_token& stop) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&](const std::stop_token& inner) {
        auto worker = makeWorker();
        for (std::size_t i = next++; i < count; i = next++) {
            if (inner.stop_requested()) throw Cancelled{};
            worker(i, inner);
        }
    };
    const std::size_t used = std::min(threads, count);
    if (used <= 1) {
        work(stop);
        return;
    }
    WorkerGroup group{stop};
    for (std::size_t i = 0; i < used; ++i)
        group.start("parallel", work);
    group.join();
}

}  // namespace tl
