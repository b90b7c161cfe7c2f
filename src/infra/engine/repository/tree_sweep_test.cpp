#include "infra/engine/repository/tree_sweep.h"

#include <map>
#include <mutex>
#include <stop_token>

#include <gtest/gtest.h>

#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

class SweepRecord final : public SweepVisitor {
  public:
    void onTree(const SweptTree& tree, const std::vector<Node>& /*nodes*/) override {
        const std::scoped_lock lock{mutex_};
        visits.emplace(tree.id, tree.path);
    }
    void onUnreadableTree(const SweptTree& tree, const Error& error) override {
        const std::scoped_lock lock{mutex_};
        unreadable.emplace(tree.path, error.kind());
    }
    void onRootDone() override {
        const std::scoped_lock lock{mutex_};
        ++rootsDone;
    }

    std::multimap<BlobId, std::string> visits;
    std::map<std::string, ErrorKind> unreadable;
    std::size_t rootsDone = 0;

  private:
    std::mutex mutex_;
};

TEST(TreeSweep, VisitsASharedTreeOnce) {
    RepositoryBuilder builder;
    const BlobId shared = builder.addTree({fileNode("file", {}, 0)});
    const BlobId first = builder.addTree({folderNode("a", shared), folderNode("b", shared)});
    const BlobId second = builder.addTree({folderNode("c", shared)});
    const std::vector<BlobId> roots{first, second, first};
    SweepRecord record;
    sweepTrees(builder.repository(), builder.index(), roots, record, {});
    EXPECT_EQ(record.visits.size(), 3U);
    EXPECT_EQ(record.visits.count(shared), 1U);
    EXPECT_EQ(record.rootsDone, 3U);
}

TEST(TreeSweep, KnowsThePathOfEachTree) {
    RepositoryBuilder builder;
    const BlobId leaf = builder.addTree({fileNode("file", {}, 0)});
    const BlobId middle = builder.addTree({folderNode("inner", leaf)});
    const BlobId root = builder.addTree({folderNode("outer", middle)});
    SweepRecord record;
    sweepTrees(builder.repository(), builder.index(), std::vector{root}, record, {});
    EXPECT_EQ(record.visits.find(root)->second, "");
    EXPECT_EQ(record.visits.find(middle)->second, "/outer");
    EXPECT_EQ(record.visits.find(leaf)->second, "/outer/inner");
}

TEST(TreeSweep, GoesOnBehindWhatItCannotRead) {
    RepositoryBuilder builder;
    const BlobId good = builder.addTree({fileNode("file", {}, 0)});
    const BlobId bad = builder.addTree("no tree");
    const BlobId missing{Digest{std::byte{7}}};
    const BlobId root = builder.addTree(
        {folderNode("bad", bad), folderNode("good", good), folderNode("missing", missing)});
    SweepRecord record;
    sweepTrees(builder.repository(), builder.index(), std::vector{root}, record, {});
    EXPECT_EQ(record.visits.count(good), 1U);
    EXPECT_EQ(record.unreadable,
              (std::map<std::string, ErrorKind>{{"/bad", ErrorKind::Corrupted},
                                                {"/missing", ErrorKind::NotFound}}));
    EXPECT_EQ(record.rootsDone, 1U);
}

TEST(TreeSweep, DoesNotFollowEveryWayToATree) {
    RepositoryBuilder builder;
    // There are 2^200 ways from the top to the bottom.
    const BlobId leaf = builder.addTree(std::vector<Node>{});
    BlobId tree = leaf;
    for (int depth = 0; depth < 200; ++depth)
        tree = builder.addTree({folderNode("a", tree), folderNode("b", tree)});
    SweepRecord record;
    sweepTrees(builder.repository(), builder.index(), std::vector{tree}, record, {});
    EXPECT_EQ(record.visits.size(), 201U);
}

TEST(TreeSweep, StopsWhenAsked) {
    RepositoryBuilder builder;
    const BlobId root = builder.addTree(std::vector<Node>{});
    std::stop_source stop;
    stop.request_stop();
    SweepRecord record;
    EXPECT_THROW(sweepTrees(builder.repository(), builder.index(), std::vector{root}, record,
                            stop.get_token()),
                 Cancelled);
}

TEST(TreeSweep, HasNothingToDoWithoutRoots) {
    const RepositoryBuilder builder;
    SweepRecord record;
    sweepTrees(builder.repository(), builder.index(), {}, record, {});
    EXPECT_EQ(record.rootsDone, 0U);
}

}  // namespace
}  // namespace tl::engine
