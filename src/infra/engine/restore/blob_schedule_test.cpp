#include "infra/engine/restore/blob_schedule.h"

#include <cstring>
#include <vector>

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

template <typename AnyId>
AnyId idOf(std::uint32_t number) {
    AnyId id;
    std::memcpy(id.digest.data(), &number, sizeof number);
    return id;
}

constexpr std::uint32_t kMiB = 1U << 20U;

class BlobSchedules : public testing::Test {
  protected:
    /// Adds a pack of blobs of the given lengths, one after the other; blobs are numbered on.
    void addPack(const std::vector<std::uint32_t>& lengths) {
        IndexedPack pack{idOf<PackId>(nextPack_++), {}};
        std::uint32_t offset = 0;
        for (const std::uint32_t length : lengths) {
            pack.blobs.push_back(
                {{BlobType::Data, idOf<BlobId>(nextBlob_++)}, offset, length, length - 32});
            offset += length;
        }
        index_.addPack(pack);
    }

    void addFile(const std::vector<std::uint32_t>& blobs) {
        PlannedFile file;
        file.firstBlob = plan_.blobs.size();
        file.blobCount = static_cast<std::uint32_t>(blobs.size());
        for (const std::uint32_t blob : blobs)
            plan_.blobs.push_back(idOf<BlobId>(blob));
        plan_.files.push_back(file);
    }

    [[nodiscard]] BlobSchedule schedule() const {
        return scheduleBlobs(plan_, index_, [](std::size_t, std::size_t) { return true; });
    }

    BlobIndex index_;
    RestorePlan plan_;
    std::uint32_t nextPack_ = 1;
    std::uint32_t nextBlob_ = 0;
};

TEST_F(BlobSchedules, PacksComeInTheOrderOfFirstUse) {
    addPack({100});
    addPack({100});
    addFile({1});
    addFile({0, 1});
    const auto found = schedule();
    EXPECT_EQ(found.packs, (std::vector{idOf<PackId>(2), idOf<PackId>(1)}));
    ASSERT_EQ(found.ranges.size(), 2U);
    EXPECT_EQ(found.ranges[0], (PackRange{0, 0, 100, 0, 2}));
    EXPECT_EQ(found.uses[1].fileOffset, 68U);
}

TEST_F(BlobSchedules, SmallGapsAreReadAlongLargeOnesAreNot) {
    addPack({100, kMiB, 100, kMiB + 1, 100});
    addFile({4, 2, 0});
    const auto found = schedule();
    ASSERT_EQ(found.ranges.size(), 2U);
    EXPECT_EQ(found.ranges[0], (PackRange{0, 0, kMiB + 200, 0, 2}));
    EXPECT_EQ(found.ranges[1], (PackRange{0, 2 * kMiB + 201, 100, 2, 3}));
}

TEST_F(BlobSchedules, ARangeHasALimitButABlobOfAnySizeFitsAlone) {
    addPack({5 * kMiB, 3 * kMiB, 1000, 20 * kMiB});
    addFile({0, 1, 2, 3});
    const auto found = schedule();
    ASSERT_EQ(found.ranges.size(), 3U);
    EXPECT_EQ(found.ranges[0].length, kReadRangeMax);
    EXPECT_EQ(found.ranges[1].length, 1000U);
    EXPECT_EQ(found.ranges[2].length, 20 * kMiB);
}

TEST_F(BlobSchedules, UsesOfABlobStandTogetherAndAreReadOnce) {
    addPack({100, 200});
    addFile({0, 1, 0});
    addFile({0});
    const auto found = schedule();
    ASSERT_EQ(found.uses.size(), 4U);
    EXPECT_EQ(found.uses[0].offset, 0U);
    EXPECT_EQ(found.uses[1].offset, 0U);
    EXPECT_EQ(found.uses[2].offset, 0U);
    EXPECT_EQ(found.uses[2].file, 1U);
    EXPECT_EQ(found.uses[3].offset, 100U);
    ASSERT_EQ(found.ranges.size(), 1U);
    EXPECT_EQ(found.ranges[0].length, 300U);
}

TEST_F(BlobSchedules, OnlyWhatIsNeededIsRead) {
    addPack({100, 200});
    addFile({0, 1});
    const auto found =
        scheduleBlobs(plan_, index_, [](std::size_t, std::size_t blob) { return blob == 1; });
    ASSERT_EQ(found.uses.size(), 1U);
    EXPECT_EQ(found.ranges[0], (PackRange{0, 100, 200, 0, 1}));
    EXPECT_EQ(found.uses[0].fileOffset, 68U);
}

}  // namespace
}  // namespace tl::engine
