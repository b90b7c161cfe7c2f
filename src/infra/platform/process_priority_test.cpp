#include "infra/platform/process_priority.h"

#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace tl {
namespace {

int niceOfThisThread() {
    return ::getpriority(PRIO_PROCESS, 0);
}

TEST(ProcessPriority, IsLoweredForAThreadAndThoseItStarts) {
    const int before = niceOfThisThread();
    int low = 0;
    int idle = 0;
    int inner = 0;
    std::jthread{[&] {
        lowerPriority(ProcessPriority::Normal);
        EXPECT_EQ(niceOfThisThread(), before);
        lowerPriority(ProcessPriority::Low);
        low = niceOfThisThread();
        lowerPriority(ProcessPriority::Idle);
        idle = niceOfThisThread();
        std::jthread{[&] { inner = niceOfThisThread(); }}.join();
        lowerPriority(ProcessPriority::Low);
        EXPECT_EQ(niceOfThisThread(), idle) << "never raised";
    }}.join();
    EXPECT_GE(low, 10);
    EXPECT_EQ(idle, 19);
    EXPECT_EQ(inner, 19);
    EXPECT_EQ(niceOfThisThread(), before);
}

}  // namespace
}  // namespace tl
