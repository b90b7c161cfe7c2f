#include "infra/engine/compare/compare_snapshots.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

using Lines = std::vector<std::string>;

class RecordedChanges final : public ComparisonListener {
  public:
    void onChange(const std::string& path, const std::string& modifier) override {
        lines.push_back(modifier + " " + path);
    }
    void onProblem(const std::string& path, const Error& /*error*/) override {
        lines.push_back("problem " + path);
    }

    Lines lines;
};

class CompareTrees : public testing::Test {
  protected:
    Lines compare(const BlobId& before,
                  const BlobId& after,
                  MetadataChanges metadata = MetadataChanges::Ignored) {
        RecordedChanges changes;
        figures_ = compareTrees(builder_.repository(), builder_.index(), {before, after}, metadata,
                                changes, {});
        return changes.lines;
    }
    BlobId tree(const std::vector<Node>& nodes) { return builder_.addTree(nodes); }

    RepositoryBuilder builder_;
    ComparisonFigures figures_;
    const BlobId one_ = builder_.addData("one");
    const BlobId two_ = builder_.addData("second");
};

TEST_F(CompareTrees, FindNothingInEqualTrees) {
    const BlobId same = tree({fileNode("a", {one_}, 3)});
    EXPECT_EQ(compare(same, same), Lines{});
    EXPECT_EQ(figures_, ComparisonFigures{});
}

TEST_F(CompareTrees, TellWhatIsOnOneSide) {
    const BlobId below = tree({fileNode("x", {two_}, 6)});
    const BlobId before = tree({fileNode("a", {one_}, 3), symlinkNode("link", "a")});
    const BlobId after = tree({fileNode("a", {one_}, 3), folderNode("new", below)});
    EXPECT_EQ(compare(before, after), (Lines{"- /link", "+ /new/", "+ /new/x"}));
    EXPECT_EQ(figures_.added.files, 1U);
    EXPECT_EQ(figures_.added.folders, 1U);
    EXPECT_EQ(figures_.added.dataBlobs, 1U);
    EXPECT_EQ(figures_.added.treeBlobs, 2U);
    EXPECT_EQ(figures_.removed.others, 1U);
    EXPECT_EQ(figures_.removed.dataBlobs, 0U);
    EXPECT_EQ(figures_.removed.treeBlobs, 1U);
    EXPECT_EQ(compare(after, before), (Lines{"+ /link", "- /new/", "- /new/x"}));
}

TEST_F(CompareTrees, TellChangesOfContentTypeAndMetadata) {
    Node longer = fileNode("content", {one_, two_}, 9);
    Node touched = fileNode("metadata", {one_}, 3);
    touched.mtime.seconds = 1;
    const BlobId before = tree({fileNode("content", {one_}, 3), fileNode("damage", {one_}, 3),
                                fileNode("metadata", {one_}, 3), fileNode("type", {}, 0)});
    const BlobId after =
        tree({longer, fileNode("damage", {two_}, 3), touched, symlinkNode("type", "x")});
    EXPECT_EQ(compare(before, after), (Lines{"M /content", "M? /damage", "T /type"}));
    EXPECT_EQ(figures_.changedFiles, 2U);
    EXPECT_EQ(compare(before, after, MetadataChanges::Told),
              (Lines{"M /content", "M? /damage", "U /metadata", "TU /type"}));
}

TEST_F(CompareTrees, CountBlobsThatOnlyOneSideHasAnywhere) {
    // What is added has its content in a folder that both have.
    const BlobId common = tree({fileNode("x", {two_}, 6)});
    const BlobId before = tree({folderNode("common", common)});
    const BlobId after = tree({folderNode("common", common), fileNode("copy", {two_}, 6)});
    EXPECT_EQ(compare(before, after), Lines{"+ /copy"});
    EXPECT_EQ(figures_.added.dataBlobs, 0U);
    EXPECT_EQ(figures_.added.treeBlobs, 1U);
}

TEST_F(CompareTrees, GoOnBehindAFolderThatCannotBeRead) {
    const BlobId before = tree({folderNode("a", BlobId{}), fileNode("b", {}, 0)});
    const BlobId after = tree({folderNode("a", tree({})), fileNode("c", {}, 0)});
    EXPECT_EQ(compare(before, after), (Lines{"problem /a", "- /b", "+ /c"}));
}

TEST_F(CompareTrees, FailWithoutTheTreesThemselves) {
    EXPECT_EQ(kindThrown([&] { compare(BlobId{}, tree({})); }), ErrorKind::NotFound);
}

TEST_F(CompareTrees, TakeTreesThatAreNotSorted) {
    const BlobId before = tree({fileNode("b", {}, 0), fileNode("a", {}, 0)});
    const BlobId after = tree({fileNode("a", {}, 0), fileNode("b", {}, 0)});
    EXPECT_EQ(compare(before, after), Lines{});
}

TEST(IsSameButForContent, ComparesInstantsAndAllElse) {
    Node left = fileNode("a", {}, 0);
    Node right = left;
    right.mtime.offsetSeconds = 3600;
    right.content->push_back(BlobId{});
    EXPECT_TRUE(isSameButForContent(left, right));
    right.atime.nanoseconds = 1;
    EXPECT_FALSE(isSameButForContent(left, right));
    right = left;
    right.extendedAttributes.push_back({"user.a", ""});
    EXPECT_FALSE(isSameButForContent(left, right));
}

}  // namespace
}  // namespace tl::engine
