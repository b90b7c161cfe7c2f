#include "services/backup/parent_selection.h"

#include <gtest/gtest.h>

namespace tl::services {
namespace {

engine::LoadedSnapshot snapshotOf(std::int64_t seconds,
                                  const std::string& host,
                                  std::vector<std::string> paths,
                                  std::vector<std::string> tags = {}) {
    engine::LoadedSnapshot loaded;
    loaded.snapshot.time.seconds = seconds;
    loaded.snapshot.hostname = host;
    loaded.snapshot.paths = std::move(paths);
    loaded.snapshot.tags = std::move(tags);
    return loaded;
}

TEST(ChooseParent, TakesTheNewestOfTheSameHostWithAllPaths) {
    const std::vector snapshots{snapshotOf(1, "a", {"/x"}), snapshotOf(2, "a", {"/x", "/y"}),
                                snapshotOf(3, "b", {"/x"}), snapshotOf(4, "a", {"/y"}),
                                snapshotOf(9, "a", {"/x"})};
    ParentCriteria criteria{
        .host = "a", .paths = {"/x"}, .tags = {}, .time = {}, .groupBy = {true, true, false}};
    criteria.time.seconds = 5;
    EXPECT_EQ(chooseParent(snapshots, criteria), &snapshots[1]);
    criteria.groupBy = {};
    EXPECT_EQ(chooseParent(snapshots, criteria), &snapshots[3]);
    criteria.groupBy = {true, true, false};
    criteria.paths = {"/z"};
    EXPECT_EQ(chooseParent(snapshots, criteria), nullptr);
}

TEST(ChooseParent, TagsCountOnlyWhenGroupedByThem) {
    const std::vector snapshots{snapshotOf(1, "a", {"/x"}, {"t", "u"}), snapshotOf(2, "a", {"/x"})};
    ParentCriteria criteria{
        .host = "a", .paths = {"/x"}, .tags = {"t"}, .time = {}, .groupBy = {true, true, true}};
    criteria.time.seconds = 5;
    EXPECT_EQ(chooseParent(snapshots, criteria), &snapshots[0]);
}

}  // namespace
}  // namespace tl::services
