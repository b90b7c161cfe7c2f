#include "services/repository/snapshot_selection.h"

#include <utility>

#include <gtest/gtest.h>

#include "infra/platform/file_system.h"

namespace tl::services {
namespace {

StoredSnapshot snapshotOf(std::int64_t seconds,
                          const std::string& host,
                          std::vector<std::string> paths,
                          std::vector<std::string> tags = {}) {
    StoredSnapshot stored;
    stored.snapshot.time.seconds = seconds;
    stored.snapshot.hostname = host;
    stored.snapshot.paths = std::move(paths);
    stored.snapshot.tags = std::move(tags);
    return stored;
}

TEST(SnapshotSelection, AnEmptyFilterLetsEverythingPass) {
    EXPECT_TRUE(isSelected(snapshotOf(1, "a", {"/x"}).snapshot, {}));
}

TEST(SnapshotSelection, AnyHostButAllPathsMustFit) {
    const auto snapshot = snapshotOf(1, "b", {"/x", "/y"}).snapshot;
    EXPECT_TRUE(isSelected(snapshot, {.hosts = {"a", "b"}, .paths = {"/y"}, .tags = {}}));
    EXPECT_FALSE(isSelected(snapshot, {.hosts = {"a"}, .paths = {}, .tags = {}}));
    EXPECT_FALSE(isSelected(snapshot, {.hosts = {}, .paths = {"/x", "/z"}, .tags = {}}));
}

TEST(SnapshotSelection, TagsOfOneListMustAllFitAndAnyListIsEnough) {
    const auto snapshot = snapshotOf(1, "a", {}, {"one", "two"}).snapshot;
    EXPECT_TRUE(isSelected(snapshot, {.hosts = {}, .paths = {}, .tags = {{"one", "two"}}}));
    EXPECT_FALSE(isSelected(snapshot, {.hosts = {}, .paths = {}, .tags = {{"one", "three"}}}));
    EXPECT_TRUE(isSelected(snapshot, {.hosts = {}, .paths = {}, .tags = {{"three"}, {"two"}}}));
}

TEST(SnapshotSelection, TheEmptyTagMeansUntagged) {
    const SnapshotFilter untagged{.hosts = {}, .paths = {}, .tags = {{""}}};
    EXPECT_TRUE(isSelected(snapshotOf(1, "a", {}).snapshot, untagged));
    EXPECT_FALSE(isSelected(snapshotOf(1, "a", {}, {"one"}).snapshot, untagged));
}

TEST(SnapshotSelection, MakesPathsAbsoluteAndClean) {
    const auto filter = withAbsolutePaths({.hosts = {}, .paths = {"/a/../b/", "c"}, .tags = {}});
    EXPECT_EQ(filter.paths[0], "/b");
    EXPECT_EQ(filter.paths[1], currentDirectory() + "/c");
}

TEST(SnapshotSelection, KeepsTheNewestOfEachHostAndPaths) {
    const auto kept = keepLatestOfEach({snapshotOf(1, "a", {"/x", "/y"}), snapshotOf(2, "b", {}),
                                        snapshotOf(3, "a", {"/y", "/x"}), snapshotOf(4, "a", {})},
                                       1);
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept[0].snapshot.time.seconds, 2);
    EXPECT_EQ(kept[1].snapshot.time.seconds, 3);
    EXPECT_EQ(kept[2].snapshot.time.seconds, 4);
}

TEST(SnapshotSelection, WithoutGroupingThereIsOneGroup) {
    const auto groups = groupSnapshots({snapshotOf(1, "a", {}), snapshotOf(2, "b", {})}, {});
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_FALSE(groups[0].key.host);
    EXPECT_EQ(groups[0].snapshots.size(), 2U);
}

TEST(SnapshotSelection, TheOrderOfPathsMakesNoGroup) {
    const auto groups = groupSnapshots({snapshotOf(1, "a", {"/x", "/y"}),
                                        snapshotOf(2, "b", {"/y", "/x"}), snapshotOf(3, "a", {})},
                                       {.host = false, .paths = true, .tags = false});
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].snapshots.size(), 2U);
    EXPECT_EQ(groups[0].key.paths, (std::vector<std::string>{"/x", "/y"}));
    EXPECT_FALSE(groups[0].key.host);
}

}  // namespace
}  // namespace tl::services
