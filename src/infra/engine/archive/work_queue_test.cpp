#include "infra/engine/archive/work_queue.h"

#include <atomic>

#include <gtest/gtest.h>

#include "infra/resources/worker_group.h"

namespace tl::engine {
namespace {

TEST(WorkQueue, EveryItemIsDoneOnceAlsoWhatWorkersHandOver) {
    WorkQueue<int> queue{2};
    std::atomic<int> done = 0;
    WorkerGroup group{{}};
    for (int i = 0; i < 4; ++i) {
        queue.addWorker();
        group.start("worker", [&](const std::stop_token& stop) {
            while (auto item = queue.pop(stop)) {
                // An item of n stands for n + 1 of them: one is done here, the rest goes on.
                int rest = *item - 1;
                ++done;
                if (rest >= 0 && !queue.tryHandOver(rest)) done += rest + 1;
            }
        });
    }
    for (int i = 0; i < 500; ++i)
        queue.push(5, {});
    queue.close();
    group.join();
    EXPECT_EQ(done, 500 * 6);
}

TEST(WorkQueue, HandsNothingOverWhenNobodyIsIdle) {
    WorkQueue<int> queue{1};
    int work = 1;
    EXPECT_FALSE(queue.tryHandOver(work));
}

TEST(WorkQueue, StopWakesBothSides) {
    WorkQueue<int> queue{1};
    queue.push(1, {});
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(queue.push(2, source.get_token()), Cancelled);
    (void)queue.pop({});
    EXPECT_THROW((void)queue.pop(source.get_token()), Cancelled);
}

}  // namespace
}  // namespace tl::engine
