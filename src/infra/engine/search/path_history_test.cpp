#include "infra/engine/search/path_history.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

using Lines = std::vector<std::string>;

class FindHistory : public testing::Test {
  protected:
    /// "+ 0-1", "M 2-2": the modifier, the first and the last snapshot.
    Lines history(const std::vector<BlobId>& roots, const std::string& path) {
        BlobReader reader{builder_.repository(), builder_.index()};
        Lines lines;
        for (const PathVersion& version : findHistory(reader, roots, path, {}))
            lines.push_back(version.modifier + " " + std::to_string(version.first) + "-" +
                            std::to_string(version.last));
        return lines;
    }
    BlobId snapshot(const std::vector<Node>& nodes) {
        return builder_.addTree(std::vector{folderNode("a", builder_.addTree(nodes))});
    }

    RepositoryBuilder builder_;
    const BlobId one_ = builder_.addData("one");
    const BlobId two_ = builder_.addData("two");
};

TEST_F(FindHistory, TellsEveryVersionOnce) {
    Node touched = fileNode("x", {two_}, 3);
    touched.mtime.seconds = 9;
    const BlobId nothing = snapshot({});
    const BlobId first = snapshot({fileNode("x", {one_}, 3)});
    const BlobId same = snapshot({fileNode("other", {}, 0), fileNode("x", {one_}, 3)});
    const BlobId second = snapshot({fileNode("x", {two_}, 3)});
    const BlobId third = snapshot({touched});
    const BlobId link = snapshot({symlinkNode("x", "other")});
    EXPECT_EQ(history({first, same, second, third, link, nothing, nothing, first}, "/a/x"),
              (Lines{"+ 0-1", "M 2-2", "U 3-3", "TU 4-4", "- 5-6", "+ 7-7"}));
    EXPECT_EQ(history({nothing, first}, "a/x/"), (Lines{" 0-0", "+ 1-1"}));
}

TEST_F(FindHistory, KnowsFoldersAndTheRoot) {
    const BlobId first = snapshot({});
    const BlobId second = snapshot({fileNode("x", {}, 0)});
    EXPECT_EQ(history({first, second}, "/a"), (Lines{"+ 0-0", "M 1-1"}));
    EXPECT_EQ(history({first, second, second}, "/"), (Lines{"+ 0-0", "M 1-2"}));
}

TEST_F(FindHistory, OfAPathThatNeverWas) {
    EXPECT_EQ(history({snapshot({}), snapshot({})}, "/a/b/c"), Lines{" 0-1"});
    EXPECT_EQ(history({}, "/a"), Lines{});
}

TEST_F(FindHistory, IgnoresWhatIsNoVersion) {
    Node moved = fileNode("x", {one_}, 3);
    moved.atime.seconds = moved.ctime.seconds = 5;
    moved.inode = 7;
    EXPECT_EQ(history({snapshot({fileNode("x", {one_}, 3)}), snapshot({moved})}, "/a/x"),
              Lines{"+ 0-1"});
}

}  // namespace
}  // namespace tl::engine
