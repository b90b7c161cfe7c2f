#include "infra/resources/parallel.h"

namespace tl {

void forEachInParallel(std::size_t count,
                       std::size_t threads,
                       const std::function<void(std::size_t, const std::stop_token&)>& turn,
                       const std::stop_token& stop) {
    const auto makeWorker = [&turn] {
        return [&turn](std::size_t i, const std::stop_token& inner) { turn(i, inner); };
    };
    forEachWithWorkers(count, threads, makeWorker, stop);
}

}  // namespace tl
