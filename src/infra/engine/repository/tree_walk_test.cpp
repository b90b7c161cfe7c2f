#include "infra/engine/repository/tree_walk.h"

#include <gtest/gtest.h>

#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

/// Writes down what it is told.
class Recorder final : public TreeVisitor {
  public:
    Descend onNode(const std::string& path, Node& /*node*/) override {
        lines.push_back(path);
        return path == pruned ? Descend::No : Descend::Yes;
    }
    void onLeaveFolder(const std::string& path) override { lines.push_back("leave " + path); }
    void onUnreadableFolder(const std::string& path, const Error& /*error*/) override {
        lines.push_back("unreadable " + path);
    }

    std::string pruned;
    std::vector<std::string> lines;
};

class TreeWalk : public testing::Test {
  protected:
    BlobId addSample() {
        const BlobId inner = builder_.addTree({fileNode("x", {}, 0)});
        return builder_.addTree(
            {fileNode("a", {}, 0), folderNode("b", inner), fileNode("c", {}, 0)});
    }

    std::vector<std::string> walk(const BlobId& root, const std::string& pruned = {}) {
        BlobReader reader{builder_.repository(), builder_.index()};
        Recorder recorder;
        recorder.pruned = pruned;
        walkTree(reader, root, recorder, {});
        return recorder.lines;
    }

    RepositoryBuilder builder_;
};

using Lines = std::vector<std::string>;

TEST_F(TreeWalk, VisitsParentsFirstAndLeavesFolders) {
    EXPECT_EQ(walk(addSample()), (Lines{"/a", "/b", "/b/x", "leave /b", "/c", "leave /"}));
}

TEST_F(TreeWalk, DoesNotEnterWhatTheVisitorPrunes) {
    EXPECT_EQ(walk(addSample(), "/b"), (Lines{"/a", "/b", "/c", "leave /"}));
}

TEST_F(TreeWalk, GoesOnBehindAMissingTree) {
    const BlobId root = builder_.addTree({folderNode("a", BlobId{}), fileNode("b", {}, 0)});
    EXPECT_EQ(walk(root), (Lines{"/a", "unreadable /a", "leave /a", "/b", "leave /"}));
}

TEST_F(TreeWalk, GoesOnBehindADamagedTree) {
    const BlobId damaged = builder_.addTree("{\"nodes\":[{");
    const BlobId root = builder_.addTree({folderNode("a", damaged), fileNode("b", {}, 0)});
    EXPECT_EQ(walk(root), (Lines{"/a", "unreadable /a", "leave /a", "/b", "leave /"}));
}

TEST_F(TreeWalk, StopsWhenAsked) {
    const BlobId root = addSample();
    BlobReader reader{builder_.repository(), builder_.index()};
    Recorder recorder;
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(walkTree(reader, root, recorder, stop.get_token()), Cancelled);
}

TEST_F(TreeWalk, FindsNodesByPath) {
    const BlobId root = addSample();
    BlobReader reader{builder_.repository(), builder_.index()};
    EXPECT_EQ(findNode(reader, root, "/b/x", {})->name, "x");
    EXPECT_FALSE(findNode(reader, root, "/b/y", {}));
    EXPECT_FALSE(findNode(reader, root, "/a/x", {}));
    EXPECT_FALSE(findNode(reader, root, "/", {}));
}

TEST_F(TreeWalk, FindsFoldersByPath) {
    const BlobId root = addSample();
    BlobReader reader{builder_.repository(), builder_.index()};
    EXPECT_EQ(findSubtree(reader, root, "/", {}), root);
    EXPECT_EQ(findSubtree(reader, root, "/b", {}), findNode(reader, root, "/b", {})->subtree);
    EXPECT_THROW((void)findSubtree(reader, root, "/a", {}), Error);
    EXPECT_THROW((void)findSubtree(reader, root, "/missing", {}), Error);
}

}  // namespace
}  // namespace tl::engine
