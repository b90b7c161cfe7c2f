#include "ui/cli/commands/find.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

engine::SearchMatch makeMatch(const std::string& path) {
    engine::SearchMatch match;
    match.path = path;
    match.node.type = engine::NodeType::File;
    match.node.mode = 0644;
    match.node.size = 2000;
    match.node.user = "me";
    return match;
}

services::StoredSnapshot makeSnapshot(unsigned char digit) {
    services::StoredSnapshot stored;
    stored.id.digest.fill(std::byte{digit});
    return stored;
}

void tellNames(services::FindObserver& observer) {
    observer.onMatch(makeSnapshot(0x22), makeMatch("/a"));
    observer.onMatch(makeSnapshot(0x22), makeMatch("/\x1b"));
    observer.onMatch(makeSnapshot(0x11), makeMatch("/a"));
}

void tellBlob(services::FindObserver& observer) {
    engine::SearchMatch match = makeMatch("/a");
    match.blobs = {{engine::BlobType::Data, {}}};
    observer.onMatch(makeSnapshot(0x11), match);
    observer.onPack({});
}

CliResult runFind(const std::function<void(services::FindObserver&)>& tell, const Words& more) {
    FakeCore core;
    core.onFind = tell;
    Words arguments = {"find", "x"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runFakeCli(core, arguments);
}

TEST(FindCommand, PassesOnItsArguments) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"find", "a", "b*", "-i", "-R", "-O", "1970-01-02", "-N",
                                "1970-01-03 00:00", "-s", "1a", "-s", "2b", "--tag", "t"})
                  .exitCode,
              0);
    EXPECT_EQ(core.find.wanted, (Words{"a", "b*"}));
    EXPECT_EQ(core.find.letterCase, engine::LetterCase::Ignored);
    EXPECT_EQ(core.find.order, services::SnapshotOrder::OldestFirst);
    EXPECT_EQ(core.find.oldest->seconds, 86400);
    EXPECT_EQ(core.find.newest->seconds, 2 * 86400);
    EXPECT_EQ(core.find.snapshots.ids, (Words{"1a", "2b"}));
    EXPECT_EQ(core.find.snapshots.filter.tags, std::vector<Words>{Words{"t"}});
    EXPECT_EQ(core.find.searchFor, services::SearchFor::Names);
    (void)runFakeCli(core, {"find", "--pack", "abcd", "--show-pack-id"});
    EXPECT_EQ(core.find.searchFor, services::SearchFor::Packs);
    EXPECT_TRUE(core.find.wantsPacks);
}

TEST(FindCommand, PrintsNamesBySnapshot) {
    EXPECT_EQ(runFind(tellNames, {}).output,
              "Found matching entries in snapshot 22222222 from 1970-01-01 00:00:00\n/a\n/\x1b\n\n"
              "Found matching entries in snapshot 11111111 from 1970-01-01 00:00:00\n/a\n");
    EXPECT_EQ(runFind(tellNames, {"-q", "-l"}).output.substr(0, 51),
              "-rw-r--r--     0     0   2000 1970-01-01 00:00:00 /");
}

TEST(FindCommand, PrintsBlobs) {
    const std::string zeros(64, '0');
    EXPECT_EQ(runFind(tellBlob, {"--blob"}).output,
              "Found blob " + zeros + "\n ... in file /a\n     (tree " + zeros +
                  ")\n ... in snapshot 11111111 (1970-01-01 00:00:00)\n"
                  "Object belongs to pack " +
                  zeros + "\n ... Pack " + zeros + ": <data/00000000>\n");
}

TEST(FindCommand, SpeaksJson) {
    const auto json = nlohmann::ordered_json::parse(runFind(tellNames, {"--json"}).output);
    ASSERT_EQ(json.size(), 2U);
    EXPECT_EQ(json[0]["hits"], 2);
    EXPECT_EQ(json[0]["matches"][0].dump(),
              "{\"path\":\"/a\",\"permissions\":\"-rw-r--r--\",\"type\":\"file\",\"mode\":420,"
              "\"mtime\":\"1970-01-01T00:00:00Z\",\"atime\":\"1970-01-01T00:00:00Z\","
              "\"ctime\":\"1970-01-01T00:00:00Z\",\"uid\":0,\"gid\":0,\"user\":\"me\","
              "\"size\":2000}");
    EXPECT_EQ(json[1]["snapshot"], makeSnapshot(0x11).id.hex());
    EXPECT_EQ(runFind({}, {"--json"}).output, "[]\n");
    const auto blobs = nlohmann::ordered_json::parse(runFind(tellBlob, {"--json"}).output);
    const std::string zeros(64, '0');
    EXPECT_EQ(blobs.dump(), "[{\"object_type\":\"blob\",\"id\":\"" + zeros +
                                "\",\"path\":\"/a\",\"parent_tree\":\"" + zeros +
                                "\",\"snapshot\":\"" + makeSnapshot(0x11).id.hex() +
                                "\",\"time\":\"1970-01-01T00:00:00Z\"}]");
}

TEST(FindCommand, ShowsHistories) {
    FakeCore core;
    engine::PathVersion added;
    added.node = makeMatch("/a").node;
    added.last = 2;
    added.modifier = "+";
    engine::PathVersion removed;
    removed.first = removed.last = 3;
    removed.modifier = "-";
    core.histories = {{.host = "vm",
                       .versions = {{added, makeSnapshot(0x11), makeSnapshot(0x22)},
                                    {removed, makeSnapshot(0x33), makeSnapshot(0x33)}},
                       .snapshotCount = 4}};
    const std::string text = runFakeCli(core, {"find", "--history", "/a", "-H", "vm"}).output;
    EXPECT_EQ(core.history.path, "/a");
    EXPECT_NE(text.find("/a in 4 snapshots of host vm:\n"), std::string::npos);
    EXPECT_NE(text.find("added    -rw-r--r--  1.953 KiB"), std::string::npos) << text;
    EXPECT_NE(text.find("removed"), std::string::npos);
    const auto json =
        nlohmann::json::parse(runFakeCli(core, {"find", "--history", "/a", "--json"}).output);
    EXPECT_EQ(json[0]["versions"][0]["snapshots"], 3);
    EXPECT_EQ(json[0]["versions"][0]["size"], 2000);
    EXPECT_EQ(json[0]["versions"][1]["change"], "removed");
    EXPECT_FALSE(json[0]["versions"][1].contains("size"));
}

TEST(FindCommand, FailsWhenFoldersCouldNotBeRead) {
    const CliResult result = runFind(
        [](services::FindObserver& observer) {
            observer.onProblem(makeSnapshot(0x11), "/a", Error{ErrorKind::Corrupted, "damaged"});
        },
        {});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.errors.find("\"/a\" of snapshot 11111111: damaged"), std::string::npos);
}

TEST(FindCommand, RefusesWrongArguments) {
    FakeCore core;
    for (const Words& arguments :
         {Words{"find"}, Words{"find", "x", "--blob", "--tree"}, Words{"find", "x", "-O", "now"},
          Words{"find", "x", "-O", "2020-01-02", "-N", "2020-01-01"}, Words{"find", "--history"},
          Words{"find", "--history", "a", "b"}, Words{"find", "--history", "a", "--pack"}})
        EXPECT_EQ(runFakeCli(core, arguments).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

}  // namespace
}  // namespace tl::cli
