#include "infra/resources/parallel.h"

#include <algorithm>
#include <atomic>

#include "infra/errors/error.h"
#include "infra/resources/worker_group.h"

namespace tl {

void forEachInParallel(std::size_t count,
                       std::size_t threads,
                       const std::function<void(std::size_t, const std::stop_token&)>& turn,
                       const std::stop_token& stop) {
    std::atomic<std::size_t> next = 0;
    const auto work = [&](const std::stop_token& inner) {
        for (std::size_t i = next++; i < count; i = next++) {
            if (inner.stop_requested()) throw Cancelled{};
            turn(i, inner);
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
