#include "ui/cli/commands/snapshots.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

services::StoredSnapshot makeSnapshot(char digit, Words paths, Words tags) {
    services::StoredSnapshot stored;
    stored.id = *engine::SnapshotId::parse(std::string(64, digit));
    stored.snapshot.time.seconds = 1577934245;
    stored.snapshot.paths = std::move(paths);
    stored.snapshot.hostname = "vm";
    stored.snapshot.username = "me";
    stored.snapshot.tags = std::move(tags);
    return stored;
}

services::SnapshotGroup makeGroup() {
    services::SnapshotGroup group;
    group.snapshots = {makeSnapshot('1', {"/b", "/a"}, {"x", "y"}), makeSnapshot('2', {"/c"}, {})};
    group.snapshots[1].snapshot.summary = engine::SnapshotSummary{};
    group.snapshots[1].snapshot.summary->totalBytesProcessed = 2048;
    return group;
}

TEST(SnapshotsCommand, PassesOnEveryOption) {
    FakeCore core;
    (void)runFakeCli(core, {"snapshots", "-H", "h", "--tag", "a,b", "--path", "/p", "--latest", "3",
                            "-g", "host,paths", "1a2b", "latest"});
    EXPECT_EQ(core.query.filter.hosts, Words{"h"});
    EXPECT_EQ(core.query.filter.tags, (std::vector<Words>{{"a", "b"}}));
    EXPECT_EQ(core.query.filter.paths, Words{"/p"});
    EXPECT_EQ(core.query.latest, 3U);
    EXPECT_EQ(core.query.groupBy, (services::GroupBy{.host = true, .paths = true, .tags = false}));
    EXPECT_EQ(core.query.ids, (Words{"1a2b", "latest"}));
}

TEST(SnapshotsCommand, TakesTheHostFromTheEnvironment) {
    FakeCore core;
    Variables variables = usualVariables();
    variables["RESTIC_HOST"] = "h";
    (void)runFakeCli(core, {"snapshots"}, variables);
    EXPECT_EQ(core.query.filter.hosts, Words{"h"});
    (void)runFakeCli(core, {"snapshots", "--host", ""}, variables);
    EXPECT_TRUE(core.query.filter.hosts.empty());
}

TEST(SnapshotsCommand, PrintsATable) {
    FakeCore core;
    core.groups = {makeGroup()};
    EXPECT_EQ(runFakeCli(core, {"snapshots"}).output,
              "ID        Time                 Host  Tags  Paths       Size\n"
              "-----------------------------------------------------------\n"
              "11111111  2020-01-02 03:04:05  vm    x,y   /b\n"
              "                                           /a\n"
              "\n"
              "22222222  2020-01-02 03:04:05  vm          /c     2.000 KiB\n"
              "-----------------------------------------------------------\n"
              "2 snapshots\n");
    EXPECT_EQ(runFakeCli(core, {"snapshots", "-c"}).output,
              "ID        Time                 Host  Tags       Size\n"
              "----------------------------------------------------\n"
              "11111111  2020-01-02 03:04:05  vm    x\n"
              "                                     y\n"
              "22222222  2020-01-02 03:04:05  vm          2.000 KiB\n"
              "----------------------------------------------------\n"
              "2 snapshots\n");
}

TEST(SnapshotsCommand, NamesItsGroups) {
    FakeCore core;
    core.groups = {makeGroup()};
    core.groups[0].key.host = "vm";
    core.groups[0].key.paths = {{"/a", "/b"}};
    const std::string text = runFakeCli(core, {"snapshots", "-g", "host,paths"}).output;
    EXPECT_TRUE(text.starts_with("snapshots for (host [vm], paths [/a, /b]):\nID ")) << text;
    const std::string json = runFakeCli(core, {"snapshots", "-g", "host,paths", "--json"}).output;
    EXPECT_TRUE(json.starts_with(
        "[{\"group_key\":{\"hostname\":\"vm\",\"paths\":[\"/a\",\"/b\"],\"tags\":null},"
        "\"snapshots\":[{\"time\":"))
        << json;
}

TEST(SnapshotsCommand, PrintsResticsJson) {
    FakeCore core;
    core.groups = {makeGroup()};
    core.groups[0].snapshots.pop_back();
    EXPECT_EQ(
        runFakeCli(core, {"snapshots", "--json"}).output,
        "[{\"time\":\"2020-01-02T03:04:05Z\",\"tree\":"
        "\"0000000000000000000000000000000000000000000000000000000000000000\",\"paths\":[\"/a\","
        "\"/b\"],\"hostname\":\"vm\",\"username\":\"me\",\"tags\":[\"x\",\"y\"],\"id\":"
        "\"1111111111111111111111111111111111111111111111111111111111111111\",\"short_id\":"
        "\"11111111\"}]\n");
}

TEST(SnapshotsCommand, ListsWhatItCanAndFailsWhenSomeCannotBeRead) {
    FakeCore core;
    core.groups = {makeGroup()};
    core.problems = {"snapshot 33 cannot be read"};
    const auto result = runFakeCli(core, {"snapshots"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.output.find("2 snapshots"), std::string::npos);
    EXPECT_TRUE(result.errors.starts_with("snapshot 33 cannot be read\n")) << result.errors;
}

TEST(SnapshotsCommand, SaysThatThereAreNone) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"snapshots"}).output, "no snapshots\n");
    EXPECT_EQ(runFakeCli(core, {"snapshots", "--json"}).output, "[]\n");
}

}  // namespace
}  // namespace tl::cli
