#include "services/repository/snapshot_query.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::services {
namespace {

TEST(GroupBy, ReadsAnyOrderAndNumber) {
    EXPECT_EQ(parseGroupBy("paths,host"), (GroupBy{.host = true, .paths = true, .tags = false}));
    EXPECT_EQ(parseGroupBy("tag"), (GroupBy{.host = false, .paths = false, .tags = true}));
    EXPECT_EQ(parseGroupBy(""), GroupBy{});
}

TEST(GroupBy, RefusesUnknownWords) {
    EXPECT_THROW((void)parseGroupBy("host,color"), Error);
}

StoredSnapshot snapshotOf(std::vector<std::string> paths, std::vector<std::string> tags) {
    StoredSnapshot stored;
    stored.snapshot.paths = std::move(paths);
    stored.snapshot.tags = std::move(tags);
    return stored;
}

TEST(OwnDocuments, AreNoBackupsUnlessTheyAreAskedFor) {
    const std::vector<StoredSnapshot> snapshots{
        snapshotOf({"/home"}, {}),
        snapshotOf({"/home"}, {"timelocker-note"}),
        snapshotOf({"/timelocker/note.json"}, {}),
        snapshotOf({"/timelocker/note.json", "/home"}, {"timelocker-note"}),
        snapshotOf({}, {"timelocker-note"}),
        snapshotOf({"/timelocker/note.json"}, {"timelocker-note"})};
    for (std::size_t i = 0; i < snapshots.size(); ++i)
        EXPECT_EQ(isOwnDocument(snapshots[i].snapshot), i == 5) << i;
    EXPECT_EQ(withoutOwnDocuments(snapshots, {}).size(), 5U);
    EXPECT_EQ(withoutOwnDocuments(snapshots, {.hosts = {"here"}}).size(), 5U);
    EXPECT_EQ(withoutOwnDocuments(snapshots, {.tags = {{"timelocker-note"}}}).size(), 6U);
    EXPECT_EQ(withoutOwnDocuments(snapshots, {.paths = {"/timelocker/note.json"}}).size(), 6U);
}

}  // namespace
}  // namespace tl::services
