#include "infra/resources/memory_plan.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20U;
constexpr std::size_t kUsualPack = 16 * kMiB;

TEST(MemoryPlan, HasAllThatIsUsualInHalfAGigabyte) {
    const MemoryPlan plan = planMemory(512 * kMiB, kUsualPack);
    EXPECT_GE(plan.packBytesMax, kUsualPack);
    EXPECT_GE(plan.connections, 5U);
    EXPECT_GE(plan.workers, 8U);
    EXPECT_GE(plan.sectionItems, 300'000U);
}

TEST(MemoryPlan, LeavesNothingOutInTheLeast) {
    const MemoryPlan plan = planMemory(kMemoryMin, kUsualPack);
    EXPECT_GE(plan.packBytesMax, 5 * kMiB);
    EXPECT_EQ(plan.connections, 2U);
    EXPECT_EQ(plan.workers, 1U);
    EXPECT_GE(plan.rangeBytesFor(1), 8 * kMiB) << "the largest chunk";
    EXPECT_GE(plan.sectionItems, 10'000U);
}

TEST(MemoryPlan, DividesNoMoreThanThereIs) {
    for (const std::size_t packMiB : {4U, 16U, 64U, 128U}) {
        for (std::size_t boundMiB = 160; boundMiB <= 16'384; boundMiB += 96) {
            const MemoryPlan plan = planMemory(boundMiB * kMiB, packMiB * kMiB);
            const std::size_t pack = std::min(packMiB * kMiB, plan.packBytesMax) + 2 * kMiB;
            const std::size_t packs = (plan.connections + 2) * pack;
            const std::size_t ranges =
                plan.workers * (plan.rangeBytesFor(plan.workers) + 10 * kMiB);
            EXPECT_LE(packs + ranges + 80 * kMiB, boundMiB * kMiB)
                << boundMiB << " MiB, packs of " << packMiB;
            EXPECT_LE(packs + plan.workers * 18 * kMiB, (boundMiB - 80) * kMiB) << boundMiB;
            EXPECT_LE(plan.wholeFilesBytes + 80 * kMiB, boundMiB * kMiB) << boundMiB;
            EXPECT_LE(plan.sectionItems, 500'000U);
        }
    }
}

TEST(MemoryPlan, GivesEachThreadARangeOfSomeUse) {
    const MemoryPlan plan = planMemory(256 * kMiB, kUsualPack);
    EXPECT_EQ(plan.rangeBytesFor(1), 32 * kMiB);
    EXPECT_EQ(plan.rangeBytesFor(1'000), 2 * kMiB);
    EXPECT_EQ(plan.rangeBytesFor(0), 32 * kMiB);
}

TEST(MemoryPlan, HoldsFewLargeFilesAtOnce) {
    const MemoryPlan plan = planMemory(256 * kMiB, kUsualPack);
    EXPECT_EQ(plan.filesAtOnce(kUsualPack), 5U);
    EXPECT_EQ(plan.filesAtOnce(128 * kMiB), 1U);
    EXPECT_EQ(plan.filesAtOnce(UINT64_MAX), 1U);
    EXPECT_EQ(plan.filesAtOnce(0), 14U);
}

TEST(MemoryPlan, RefusesTooLittle) {
    EXPECT_EQ(kindThrown([] { (void)planMemory(kMemoryMin - 1, kUsualPack); }),
              ErrorKind::InvalidInput);
}

TEST(UsualMemoryBound, IsAQuarterOfTheMachine) {
    EXPECT_EQ(usualMemoryBound(4096 * kMiB), 1024 * kMiB);
    EXPECT_EQ(usualMemoryBound(512 * kMiB), 256 * kMiB);
    EXPECT_EQ(usualMemoryBound(0), 256 * kMiB);
}

}  // namespace
}  // namespace tl
