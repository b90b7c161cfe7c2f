// The plan as data, and what only deep or odd trees show.

#include "infra/engine/restore/plan_restore.h"

#include <string>
#include <vector>

#include "tests/support/restore_fixture.h"

namespace tl::engine {
namespace {

class PlanRestore : public RestoreFixture {
  protected:
    RestorePlan plan(const std::vector<Node>& nodes, const RestorePatterns& patterns = {}) {
        const BlobId root = builder_.addTree(nodes);
        const RestoreSelection selection{patterns};
        progress_.emplace(listener_);
        BlobReader reader{builder_.repository(), builder_.index()};
        RestorePlan made;
        const auto keep = [&](const RestorePlan& section) {
            made = section;
            return std::vector<std::size_t>{};
        };
        planRestore({reader, builder_.index(), root}, Directory::open(target(), Follow::No), rules_,
                    selection, nullptr, *progress_, {}, keep, {});
        return made;
    }

    RestoreRules rules_{.overwrite = OverwriteRule::Always, .deleteExtra = true};
};

TEST_F(PlanRestore, NamesFoldersByNumberParentsFirst) {
    const auto made = plan({folder("a", {folder("b", {file("x", "1")})}), file("y", "2")});
    ASSERT_EQ(made.folders.size(), 3U);
    EXPECT_EQ(made.pathOf(FolderNumber{2}), "/a/b");
    ASSERT_EQ(made.files.size(), 2U);
    EXPECT_EQ(made.pathOf(made.files[0]), "/a/b/x");
    EXPECT_EQ(made.pathOf(made.files[1]), "/y");
    EXPECT_EQ(made.blobs.size(), 2U);
}

TEST_F(PlanRestore, HasNoFolderThatNothingNeeds) {
    RestorePatterns patterns;
    patterns.includes = {"x"};
    const auto made = plan({folder("a", {folder("b", {file("y", "1")})}),
                            folder("c", {folder("d", {file("x", "2")})})},
                           patterns);
    ASSERT_EQ(made.folders.size(), 3U);
    EXPECT_EQ(made.pathOf(FolderNumber{1}), "/c");
    EXPECT_EQ(made.pathOf(FolderNumber{2}), "/c/d");
}

TEST_F(PlanRestore, AFolderThatOnlyLosesSomethingIsPassed) {
    makeDirectory(at("a"), 0700);
    writeFile(at("a/x"), "extra");
    RestorePatterns patterns;
    patterns.includes = {"x"};
    const auto made = plan({folder("a", {file("y", "1")})}, patterns);
    ASSERT_EQ(made.folders.size(), 2U);
    EXPECT_EQ(made.folders[1].use, FolderUse::Passed);
    ASSERT_EQ(made.removals.size(), 1U);
    EXPECT_EQ(made.pathOf(made.removals[0]), "/a/x");
}

TEST_F(PlanRestore, AFolderOnTheWayStaysAsItIsWhereItExists) {
    makeDirectory(at("way"), 0700);
    writeFile(at("way/of another"), "1");
    makeDirectory(at("way/target"), 0700);
    writeFile(at("way/target/extra"), "2");
    writeFile(at("of another"), "3");
    rules_.foldersPassed = {"/", "/way", "/missing"};
    const auto made = plan({folder("missing", {folder("target", {})}),
                            folder("way", {folder("target", {file("x", "1")})})});
    ASSERT_EQ(made.folders.size(), 5U);
    EXPECT_EQ(made.folders[1].use, FolderUse::Restored) << "it must be made";
    EXPECT_EQ(made.pathOf(FolderNumber{3}), "/way");
    EXPECT_EQ(made.folders[3].use, FolderUse::Passed);
    EXPECT_EQ(made.folders[4].use, FolderUse::Restored);
    ASSERT_EQ(made.removals.size(), 1U);
    EXPECT_EQ(made.pathOf(made.removals[0]), "/way/target/extra");
}

TEST_F(PlanRestore, NothingIsClearedAwayForAFileThatCannotBePlanned) {
    makeDirectory(at("a"), 0700);
    writeFile(at("a/kept"), "1");
    writeFile(at("a/b"), "2");
    RestorePatterns patterns;
    patterns.excludes = {"kept"};
    const auto made = plan({file("a", "1")}, patterns);
    EXPECT_TRUE(hasFailed("/a"));
    EXPECT_TRUE(made.clearances.empty());
    EXPECT_TRUE(made.files.empty());
    EXPECT_EQ(made.folders.size(), 1U);
}

TEST_F(PlanRestore, DeepFoldersNeedNoLongPaths) {
    // Deeper than a path of the kernel can be long.
    constexpr int kDepth = 300;
    std::vector<Node> nodes = {file("x", "deep")};
    for (int i = 0; i < kDepth; ++i)
        nodes = {folder(std::string(20, 'n'), nodes), file("y", std::to_string(i))};
    restore(nodes);
    EXPECT_TRUE(listener_.failures.empty());
    EXPECT_EQ(counters().entriesRestored, 2U * kDepth + 1);
}

}  // namespace
}  // namespace tl::engine
