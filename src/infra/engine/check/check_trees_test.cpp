#include "infra/engine/check/check_trees.h"

#include <gtest/gtest.h>

#include "tests/support/recorded_check.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

class CheckTreesTest : public testing::Test {
  protected:
    /// The place of `path` in the snapshot whose root is `root`.
    std::string check(const BlobId& root) {
        const SnapshotId id = builder_.addSnapshot(root);
        snapshots_ = loadSnapshots(builder_.repository(), {});
        checkTrees(builder_.repository(), builder_.index(), snapshots_, reporter_, {});
        return "snapshot " + id.shortHex() + ", ";
    }

    RepositoryBuilder builder_;
    RecordedCheck check_;
    CheckReporter reporter_{check_};
    std::vector<LoadedSnapshot> snapshots_;
};

TEST_F(CheckTreesTest, FindsNothingInASoundOne) {
    const BlobId data = builder_.addData("content");
    const BlobId sub = builder_.addTree({fileNode("b", {data}, 7), symlinkNode("c", "b")});
    check(builder_.addTree({fileNode("a", {data, data}, 14), folderNode("sub", sub)}));
    EXPECT_TRUE(check_.errors.empty());
}

TEST_F(CheckTreesTest, NamesTheFileWhoseContentIsMissing) {
    const BlobId sub = builder_.addTree({fileNode("file", {BlobId{Digest{std::byte{5}}}}, 1)});
    const std::string place = check(builder_.addTree({folderNode("sub", sub)}));
    EXPECT_EQ(check_.errors.size(), 1U);
    EXPECT_TRUE(check_.hasError({place + "/sub/file: 1 of the 1 blobs"}));
}

TEST_F(CheckTreesTest, NamesTheFolderWhoseTreeIsMissing) {
    const BlobId missing{Digest{std::byte{5}}};
    const std::string place = check(builder_.addTree({folderNode("sub", missing)}));
    EXPECT_EQ(check_.errors.size(), 1U);
    EXPECT_TRUE(check_.hasError({place + "/sub: its tree " + missing.hex()}));
}

TEST_F(CheckTreesTest, NamesTheSnapshotWhoseRootIsMissing) {
    const std::string place = check(BlobId{});
    EXPECT_EQ(check_.errors.size(), 1U);
    EXPECT_TRUE(check_.hasError({place + "/: its tree"}));
}

TEST_F(CheckTreesTest, FindsForgedTrees) {
    const BlobId unsorted = builder_.addTree({symlinkNode("b", "x"), symlinkNode("a", "x")});
    const BlobId doubled = builder_.addTree({symlinkNode("a", "x"), symlinkNode("a", "y")});
    const BlobId unset = builder_.addTree(
        R"({"nodes":[{"name":"file","type":"file","content":null},{"name":"folder","type":"dir"}]})");
    const BlobId strange = builder_.addTree(R"({"nodes":[{"name":"../up","type":"door"}]})");
    const BlobId broken = builder_.addTree(R"({"nodes":[{"name":"a"}]})");
    const std::string place =
        check(builder_.addTree({folderNode("broken", broken), folderNode("doubled", doubled),
                                folderNode("strange", strange), folderNode("unset", unset),
                                folderNode("unsorted", unsorted)}));
    EXPECT_TRUE(check_.hasError({place + "/broken: its tree " + broken.hex()}));
    EXPECT_TRUE(check_.hasError({place + "/doubled/a: ", "two entries"}));
    EXPECT_TRUE(check_.hasError({place + "/strange/../up: ", "name"}));
    EXPECT_TRUE(check_.hasError({place + "/strange/../up: ", "type"}));
    EXPECT_TRUE(check_.hasError({place + "/unset/file: ", "without a list"}));
    EXPECT_TRUE(check_.hasError({place + "/unset/folder: ", "without the ID"}));
    EXPECT_TRUE(check_.hasError({place + "/unsorted/a: ", "order"}));
    EXPECT_EQ(check_.errors.size(), 7U);
}

TEST_F(CheckTreesTest, EscapesNamesThatATerminalWouldObey) {
    const std::string place =
        check(builder_.addTree({fileNode("\x1b[31m", {BlobId{Digest{std::byte{5}}}}, 1)}));
    EXPECT_TRUE(check_.hasError({place + "\"/\\x1b[31m\": "})) << check_.errors[0];
}

TEST_F(CheckTreesTest, KnowsThePacksThatSnapshotsUse) {
    builder_.addData("unused");
    const BlobId data = builder_.addData("content");
    check(builder_.addTree({fileNode("a", {data}, 7)}));
    const auto used = findUsedPacks(builder_.repository(), builder_.index(), snapshots_, {});
    EXPECT_EQ(used.size(), 2U);
    EXPECT_TRUE(used.contains(builder_.index().find({BlobType::Data, data})->pack));
}

TEST_F(CheckTreesTest, NamesTheFilesThatLostContent) {
    const BlobId lost = builder_.addData("lost");
    const BlobId kept = builder_.addData("kept");
    const std::string place =
        check(builder_.addTree({fileNode("both", {lost, kept}, 8), fileNode("sound", {kept}, 4)}));
    reportLostContent(builder_.repository(), builder_.index(), snapshots_, {{BlobType::Data, lost}},
                      reporter_, {});
    EXPECT_EQ(check_.errors,
              std::vector{place + "/both: 1 of the 2 blobs of its content are damaged or missing"});
}

}  // namespace
}  // namespace tl::engine
