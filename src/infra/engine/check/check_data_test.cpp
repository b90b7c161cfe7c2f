#include "infra/engine/check/check_data.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "tests/support/recorded_check.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

class CheckDataTest : public testing::Test {
  protected:
    void check() {
        const auto sizes = listPacks(builder_.repository(), {});
        const auto index = checkIndex(builder_.repository(), reporter_, {});
        checkData(builder_.repository(), index,
                  {.packs = index.blobs.packs(), .sizes = sizes, .onRead = onRead_}, bad_,
                  reporter_, {});
    }
    [[nodiscard]] PackId packOf(const BlobId& data) const {
        return builder_.index().find({BlobType::Data, data})->pack;
    }
    /// Turns a bit of the pack's first box.
    void damage(const PackId& pack) {
        const storage::FileId id{storage::FileType::Pack, pack.hex()};
        auto content = builder_.backend().tryLoad(id, {}).value();
        content[20] ^= std::byte{1};
        builder_.backend().remove(id, {});
        builder_.backend().save(id, content, {});
    }

    RepositoryBuilder builder_;
    RecordedCheck check_;
    CheckReporter reporter_{check_};
    BadPlaces bad_;
    std::function<void(const PackId&, bool)> onRead_;
};

TEST_F(CheckDataTest, FindsNothingInSoundPacks) {
    builder_.addData("one");
    builder_.addTree(std::vector<Node>{});
    check();
    EXPECT_TRUE(check_.errors.empty());
    EXPECT_TRUE(bad_.damaged.empty());
}

TEST_F(CheckDataTest, NamesTheDamagedPackAlone) {
    const PackId bad = packOf(builder_.addData("one"));
    builder_.addData("two");
    damage(bad);
    check();
    EXPECT_TRUE(check_.hasError({"pack " + bad.hex(), "name"}));
    EXPECT_EQ(reporter_.report().brokenPacks, std::vector{bad.hex()});
    EXPECT_EQ(bad_.damaged.size(), 1U);
}

TEST_F(CheckDataTest, StopsWhenAsked) {
    builder_.addData("one");
    const auto index = checkIndex(builder_.repository(), reporter_, {});
    const auto sizes = listPacks(builder_.repository(), {});
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(checkData(builder_.repository(), index,
                           {.packs = index.blobs.packs(), .sizes = sizes, .onRead = {}}, bad_,
                           reporter_, stop.get_token()),
                 Cancelled);
}

TEST_F(CheckDataTest, LosesABlobOnlyWithItsLastPlace) {
    const BlobId twice = builder_.addData("twice");
    const PackId first = packOf(twice);
    builder_.addData("twice");
    const BlobId once = builder_.addData("once");
    bad_.damaged[first].insert({BlobType::Data, twice});
    bad_.missingPacks.insert(packOf(once));
    const auto lost = findLostBlobs(builder_.index(), bad_);
    EXPECT_EQ(lost, (std::unordered_set<BlobHandle>{{BlobType::Data, once}}));
}

}  // namespace
}  // namespace tl::engine
