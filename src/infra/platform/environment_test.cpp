#include "infra/platform/environment.h"

#include <cstdlib>
#include <limits>

#include <gtest/gtest.h>

#include "infra/platform/test_child.h"

namespace tl {
namespace {

TEST(Environment, TellsUnsetFromEmpty) {
    runInChild([] {
        ::setenv("TL_TEST", "", 1);
        EXPECT_EQ(environmentVariable("TL_TEST"), "");
        ::setenv("TL_TEST", "a b", 1);
        EXPECT_EQ(environmentVariable("TL_TEST"), "a b");
        ::unsetenv("TL_TEST");
        EXPECT_FALSE(environmentVariable("TL_TEST").has_value());
    });
}

TEST(Environment, KnowsWhoseProcessItIs) {
    EXPECT_EQ(isRoot(), userId() == 0);
    EXPECT_FALSE(hostName().empty());
    runAsOrdinaryUser([] { EXPECT_FALSE(isRoot()); });
}

TEST(Environment, TellsTheLivingFromTheDead) {
    EXPECT_TRUE(isProcessAlive(processId()));
    EXPECT_TRUE(isProcessAlive(1));
    runAsOrdinaryUser([] { EXPECT_TRUE(isProcessAlive(1)) << "though it is somebody else's"; });
    EXPECT_FALSE(isProcessAlive(std::numeric_limits<std::int32_t>::max()));
    EXPECT_FALSE(isProcessAlive(0));
    EXPECT_FALSE(isProcessAlive(-1));
    EXPECT_FALSE(isProcessAlive(std::int64_t{1} << 40U | 1));
}

TEST(Environment, HasAProcessor) {
    EXPECT_GE(processorCount(), 1U);
}

TEST(Environment, KnowsHowMuchMemoryThereIs) {
    EXPECT_GE(machineMemory(), std::uint64_t{1} << 20U);
    EXPECT_LE(machineMemory(), std::uint64_t{1} << 50U);
}

}  // namespace
}  // namespace tl
