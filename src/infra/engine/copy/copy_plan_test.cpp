#include "infra/engine/copy/copy_plan.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

LoadedSnapshot snapshotOf(const BlobId& tree) {
    LoadedSnapshot loaded;
    loaded.snapshot.tree = tree;
    return loaded;
}

class CopyPlannerTest : public testing::Test {
  protected:
    Node file(const std::string& name, const std::string& content) {
        return fileNode(name, {source_.addData(content)}, content.size());
    }

    [[nodiscard]] CopySource source() const { return {source_.repository(), source_.index()}; }

    [[nodiscard]] std::vector<BlobId> idsOf(const CopyBatch& batch) const {
        std::vector<BlobId> ids;
        for (const EntryNumber entry : batch.blobs)
            ids.push_back(source_.index().at(entry).blob.handle.id);
        std::ranges::sort(ids);
        return ids;
    }

    static std::vector<BlobId> sorted(std::vector<BlobId> ids) {
        std::ranges::sort(ids);
        return ids;
    }

    RepositoryBuilder source_;
    RepositoryBuilder destination_;
};

TEST_F(CopyPlannerTest, PlansWhatIsMissingOnce) {
    const Node shared = file("a", "shared");
    const BlobId below = source_.addTree({shared});
    const BlobId first = source_.addTree({folderNode("d", below)});
    const Node other = file("b", "other");
    const BlobId second = source_.addTree({shared, other, folderNode("d", below)});
    (void)destination_.addData("other");
    CopyPlanner planner{source(), destination_.index()};
    planner.add(snapshotOf(first), {});
    EXPECT_EQ(idsOf(planner.take()), sorted({shared.content->front(), below, first}));
    EXPECT_EQ(planner.pendingBytes(), 0U);
    planner.add(snapshotOf(second), {});
    EXPECT_GT(planner.pendingBytes(), 0U);
    EXPECT_EQ(idsOf(planner.take()), std::vector<BlobId>{second});
    planner.add(snapshotOf(second), {});
    EXPECT_TRUE(planner.take().blobs.empty());
}

/// A tree at the destination does not say that what is below it is there, too.
TEST_F(CopyPlannerTest, LooksBelowTreesThatAreThere) {
    const Node lone = file("a", "content");
    const BlobId root = source_.addTree({lone});
    (void)destination_.addTree({lone});
    CopyPlanner planner{source(), destination_.index()};
    planner.add(snapshotOf(root), {});
    EXPECT_EQ(idsOf(planner.take()), std::vector<BlobId>{lone.content->front()});
}

TEST_F(CopyPlannerTest, OrdersByPlace) {
    source_.beginPack();
    std::vector<Node> nodes;
    for (int i = 0; i < 50; ++i)
        nodes.push_back(file("f" + std::to_string(100 + i), "content " + std::to_string(i)));
    (void)source_.endPack();
    std::ranges::reverse(nodes);
    std::ranges::sort(nodes, {}, &Node::name);
    const BlobId root = source_.addTree(nodes);
    CopyPlanner planner{source(), destination_.index()};
    planner.add(snapshotOf(root), {});
    const CopyBatch batch = planner.take();
    ASSERT_EQ(batch.blobs.size(), 51U);
    const BlobIndex& index = source_.index();
    for (std::size_t i = 1; i < batch.blobs.size(); ++i) {
        const auto place = [&](std::size_t n) {
            return std::pair{index.packNumberOf(batch.blobs[n]),
                             index.at(batch.blobs[n]).blob.offset};
        };
        EXPECT_LT(place(i - 1), place(i));
    }
}

TEST_F(CopyPlannerTest, FailsWhereTheSourceIsIncomplete) {
    BlobId missing;
    missing.digest.fill(std::byte{7});
    const BlobId withoutData = source_.addTree({fileNode("a", {missing}, 5)});
    const BlobId withoutTree = source_.addTree({folderNode("d", missing)});
    for (const BlobId& root : {withoutData, withoutTree, missing}) {
        CopyPlanner planner{source(), destination_.index()};
        EXPECT_TRUE(kindThrown([&] { planner.add(snapshotOf(root), {}); }).has_value());
    }
    // Not even when the destination has it: nobody says that it is the same file.
    CopyPlanner planner{source(), destination_.index()};
    EXPECT_EQ(kindThrown([&] { planner.add(snapshotOf(withoutData), {}); }), ErrorKind::Corrupted);
}

TEST_F(CopyPlannerTest, ForgetsWhatItPlannedForASnapshotThatFailed) {
    BlobId missing;
    missing.digest.fill(std::byte{7});
    const BlobId below = source_.addTree({file("a", "shared")});
    const BlobId broken = source_.addTree({folderNode("d", below), fileNode("e", {missing}, 5)});
    const BlobId sound = source_.addTree({folderNode("d", below)});
    CopyPlanner planner{source(), destination_.index()};
    EXPECT_EQ(kindThrown([&] { planner.add(snapshotOf(broken), {}); }), ErrorKind::Corrupted);
    EXPECT_EQ(planner.pendingBytes(), 0U);
    planner.add(snapshotOf(sound), {});
    EXPECT_EQ(planner.take().blobs.size(), 3U);
}

TEST_F(CopyPlannerTest, FailsForAllThatNeedALostBlob) {
    const Node hit = file("a", "lost");
    const BlobId below = source_.addTree({hit});
    const BlobId first = source_.addTree({folderNode("d", below)});
    const BlobId second = source_.addTree({file("b", "sound"), folderNode("d", below)});
    const BlobId sound = source_.addTree({file("b", "sound")});
    CopyPlanner planner{source(), destination_.index()};
    planner.add(snapshotOf(first), {});
    (void)planner.take();
    const EntryNumber lost =
        source_.index().findNumber({BlobType::Data, hit.content->front()}).value();
    planner.markLost(std::span{&lost, 1});
    for (const BlobId& root : {first, second})
        EXPECT_EQ(kindThrown([&] { planner.add(snapshotOf(root), {}); }), ErrorKind::Corrupted);
    planner.add(snapshotOf(sound), {});
    EXPECT_EQ(planner.take().blobs.size(), 2U);
}

}  // namespace
}  // namespace tl::engine
