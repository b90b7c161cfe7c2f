#include "infra/resources/exclusive_names.h"

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl {
namespace {

TEST(ExclusiveNames, OnlyOneHasAName) {
    ExclusiveNames names;
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i) {
                    const auto hold = names.hold("a", {});
                    const int now = ++inside;
                    if (now > most) most = now;
                    --inside;
                }
            });
    }
    EXPECT_EQ(most, 1);
}

TEST(ExclusiveNames, OthersAreFree) {
    ExclusiveNames names;
    const auto first = names.hold("a", {});
    const auto second = names.hold("b", {});
}

TEST(ExclusiveNames, AStopEndsTheWait) {
    ExclusiveNames names;
    const auto first = names.hold("a", {});
    std::stop_source source;
    const std::jthread stopper{[&] { source.request_stop(); }};
    EXPECT_THROW((void)names.hold("a", source.get_token()), Cancelled);
}

}  // namespace
}  // namespace tl
