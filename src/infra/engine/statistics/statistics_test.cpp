#include "infra/engine/statistics/statistics.h"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "tests/support/repository_builder.h"

namespace tl::engine {
namespace {

class StatisticsTest : public testing::Test {
  protected:
    using Count = StatisticsFigures(const StatisticsSource&,
                                    const OnSnapshotCounted&,
                                    const std::stop_token&);

    StatisticsFigures count(Count& counting, const std::vector<BlobId>& roots) {
        counted_ = 0;
        return counting({builder_.repository(), builder_.index(), roots}, [this] { ++counted_; },
                        {});
    }
    BlobId tree(const std::vector<Node>& nodes) { return builder_.addTree(nodes); }
    static Node linked(const char* name, const BlobId& content) {
        Node node = fileNode(name, {content}, 3);
        node.links = 2;
        node.inode = 9;
        return node;
    }

    RepositoryBuilder builder_;
    int counted_ = 0;
    const BlobId one_ = builder_.addData("one");
    const BlobId two_ = builder_.addData("second");
    const BlobId inner_ = tree({fileNode("x", {one_, two_}, 9), fileNode("y", {one_}, 3)});
    const BlobId root_ = tree({folderNode("a", inner_), folderNode("b", inner_)});
};

TEST_F(StatisticsTest, RestoreSizeCountsEverySnapshot) {
    const StatisticsFigures figures = count(countRestoreSize, {root_, root_});
    EXPECT_EQ(figures.files, 12U);
    EXPECT_EQ(figures.totalBytes, 48U);
    EXPECT_EQ(counted_, 2);
}

TEST_F(StatisticsTest, RestoreSizeCountsHardLinksOnceInASnapshot) {
    const BlobId shared = tree({linked("1", one_)});
    const BlobId root = tree({folderNode("a", shared), folderNode("b", shared), linked("2", one_)});
    const StatisticsFigures figures = count(countRestoreSize, {root, root});
    EXPECT_EQ(figures.files, 10U);
    EXPECT_EQ(figures.totalBytes, 6U);
}

TEST_F(StatisticsTest, FilesByContentsCountsContentsOnce) {
    const BlobId other = tree({fileNode("copy", {one_}, 3), symlinkNode("link", "copy")});
    const StatisticsFigures figures = count(countFilesByContents, {root_, other});
    EXPECT_EQ(figures.files, 3U);  // Two contents, and all that has none.
    EXPECT_EQ(figures.totalBytes, 12U);
    EXPECT_EQ(counted_, 2);
}

TEST_F(StatisticsTest, BlobsPerFileCountsBlobsOfAPathOnce) {
    const BlobId grown = tree({fileNode("x", {one_, two_, one_}, 12)});
    const BlobId later = tree({folderNode("a", grown)});
    const StatisticsFigures figures = count(countBlobsPerFile, {root_, later});
    EXPECT_EQ(figures.files, 2U);
    EXPECT_EQ(figures.blobs, 3U);
    EXPECT_EQ(figures.totalBytes, 12U);
}

TEST_F(StatisticsTest, RawDataCountsWhatIsStored) {
    const StatisticsFigures figures = count(countRawData, {root_});
    std::uint64_t stored = 0;
    builder_.index().forEach([&stored](const StoredBlob& blob) { stored += blob.blob.length; });
    EXPECT_EQ(figures.blobs, 4U);
    EXPECT_EQ(figures.totalBytes, stored);
    EXPECT_GE(figures.uncompressedBytes, figures.totalBytes);
}

TEST_F(StatisticsTest, FailsOnWhatCannotBeRead) {
    BlobId nowhere;
    nowhere.digest.fill(std::byte{1});
    const BlobId lost = tree({folderNode("lost", nowhere), fileNode("x", {nowhere}, 1)});
    EXPECT_EQ(kindThrown([&] { count(countRestoreSize, {lost}); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { count(countFilesByContents, {lost}); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { count(countBlobsPerFile, {lost}); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { count(countRawData, {lost}); }), ErrorKind::NotFound);
}

}  // namespace
}  // namespace tl::engine
