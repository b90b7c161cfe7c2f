#include "infra/resources/worker_group.h"

#include <atomic>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/resources/bounded_queue.h"

namespace tl {
namespace {

TEST(WorkerGroup, RunsEveryThreadToItsEnd) {
    std::atomic<int> count = 0;
    WorkerGroup group{{}};
    for (int i = 0; i < 4; ++i)
        group.start("counter", [&count](const std::stop_token&) { ++count; });
    group.join();
    EXPECT_EQ(count, 4);
}

TEST(WorkerGroup, FirstFailureStopsTheOthersAndIsRethrown) {
    BoundedQueue<int> never{1};
    WorkerGroup group{{}};
    group.start("waiter", [&never](const std::stop_token& stop) { (void)never.pop(stop); });
    group.start("thrower", [](const std::stop_token&) {
        throw Error{ErrorKind::Corrupted, "broken"};
    });
    try {
        group.join();
        FAIL() << "join() swallowed the failure";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Corrupted);
    }
}

TEST(WorkerGroup, OuterStopReachesTheThreads) {
    std::stop_source outer;
    BoundedQueue<int> never{1};
    WorkerGroup group{outer.get_token()};
    group.start("waiter", [&never](const std::stop_token& stop) { (void)never.pop(stop); });
    outer.request_stop();
    EXPECT_THROW(group.join(), Cancelled);
}

}  // namespace
}  // namespace tl
