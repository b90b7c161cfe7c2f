#include "infra/resources/parallel.h"

#include <atomic>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl {
namespace {

TEST(ForEachInParallel, TakesEveryTurnOnce) {
    for (const std::size_t threads : {1U, 4U}) {
        std::vector<std::atomic<int>> turns(1000);
        forEachInParallel(turns.size(), threads,
                          [&](std::size_t i, const std::stop_token&) { ++turns[i]; }, {});
        for (const auto& count : turns)
            ASSERT_EQ(count, 1);
    }
}

TEST(ForEachInParallel, RethrowsTheFirstException) {
    for (const std::size_t threads : {1U, 4U}) {
        EXPECT_THROW(forEachInParallel(100, threads,
                                       [](std::size_t i, const std::stop_token&) {
                                           if (i == 50) throw Error{ErrorKind::Corrupted, "fifty"};
                                       },
                                       {}),
                     Error);
    }
}

TEST(ForEachInParallel, EndsWithCancelledOnAStop) {
    std::stop_source source;
    source.request_stop();
    const auto nothing = [](std::size_t, const std::stop_token&) {};
    EXPECT_THROW(forEachInParallel(3, 1, nothing, source.get_token()), Cancelled);
    EXPECT_THROW(forEachInParallel(3, 3, nothing, source.get_token()), Cancelled);
}

TEST(ForEachWithWorkers, MakesAWorkerForEachThread) {
    std::atomic<int> made = 0;
    std::vector<std::atomic<int>> turns(1000);
    const auto makeWorker = [&] {
        ++made;
        return [&turns, own = 0](std::size_t i, const std::stop_token&) mutable {
            turns[i] += 1;
            ++own;
        };
    };
    forEachWithWorkers(turns.size(), 4, makeWorker, {});
    EXPECT_EQ(made, 4);
    for (const auto& count : turns)
        ASSERT_EQ(count, 1);
}

}  // namespace
}  // namespace tl
