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

TEST(WorkQueue, TryPushLeavesTheWorkWhereItIsWhenFull) {
    WorkQueue<std::vector<int>> queue{1};
    std::vector<int> work{1};
    EXPECT_TRUE(queue.tryPush(work));
    work = {2};
    EXPECT_FALSE(queue.tryPush(work));
    EXPECT_EQ(work, std::vector<int>{2});
}

TEST(WorkQueue, DeferredWorkIsTakenLastAndTheLatestFirst) {
    WorkQueue<int> queue{1};
    queue.addWorker();
    queue.defer({1, 2});
    queue.push(3, {});
    queue.defer({4});
    queue.close();
    std::vector<int> taken;
    while (const auto work = queue.pop({}))
        taken.push_back(*work);
    EXPECT_EQ(taken, (std::vector<int>{3, 4, 2, 1}));
}

TEST(WorkQueue, WhatABusyWorkerDefersIsDoneAlthoughTheQueueIsClosed) {
    WorkQueue<int> queue{1};
    queue.push(12, {});
    queue.close();
    std::atomic<int> done = 0;
    WorkerGroup group{{}};
    for (int i = 0; i < 3; ++i)
        queue.addWorker();
    for (int i = 0; i < 3; ++i) {
        group.start("worker", [&](const std::stop_token& stop) {
            while (const auto depth = queue.pop(stop)) {
                ++done;
                if (*depth > 0) queue.defer({*depth - 1, *depth - 1});
            }
        });
    }
    group.join();
    EXPECT_EQ(done, (1 << 13) - 1);
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
