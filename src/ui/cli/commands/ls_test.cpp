#include "ui/cli/commands/ls.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

engine::Node makeNode(const std::string& name, engine::NodeType type) {
    constexpr std::uint32_t kFolderBit = 1U << 31U;
    constexpr std::uint32_t kLinkBit = 1U << 27U;
    engine::Node node;
    node.name = name;
    node.type = type;
    node.mode = 0644;
    if (type == engine::NodeType::Directory) node.mode = kFolderBit | 0755U;
    if (type == engine::NodeType::Symlink) node.mode = kLinkBit | 0777U;
    node.mtime.seconds = node.atime.seconds = node.ctime.seconds = 1577934245;
    node.uid = 1000;
    node.gid = 100;
    node.inode = 42;
    node.links = 1;
    return node;
}

/// /a, /a/big.txt (2000 bytes), /a/empty (a folder), /link
void tellAll(services::FileListener& listener) {
    services::StoredSnapshot snapshot;
    snapshot.snapshot.paths = {"/a"};
    snapshot.snapshot.hostname = "vm";
    snapshot.snapshot.username = "me";
    listener.onSnapshot(snapshot);
    engine::Node big = makeNode("big.txt", engine::NodeType::File);
    big.size = 2000;
    engine::Node link = makeNode("link", engine::NodeType::Symlink);
    link.linkTarget = "a";
    listener.onNode("/a", makeNode("a", engine::NodeType::Directory));
    listener.onNode("/a/big.txt", big);
    listener.onNode("/a/empty", makeNode("empty", engine::NodeType::Directory));
    listener.onLeaveFolder("/a/empty");
    listener.onLeaveFolder("/a");
    listener.onNode("/link", link);
}

CliResult runLs(const Words& more) {
    FakeCore core;
    core.onListing = tellAll;
    Words arguments = {"ls", "latest"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runFakeCli(core, arguments);
}

TEST(LsCommand, PassesOnItsArguments) {
    FakeCore core;
    (void)runFakeCli(core, {"ls", "1a2b:/x", "/y", "/z", "--recursive", "--host", "h"});
    EXPECT_EQ(core.listing.snapshot, "1a2b:/x");
    EXPECT_EQ(core.listing.folders, (Words{"/y", "/z"}));
    EXPECT_TRUE(core.listing.recursive);
    EXPECT_EQ(core.listing.filter.hosts, Words{"h"});
}

TEST(LsCommand, PrintsPaths) {
    EXPECT_EQ(runLs({}).output,
              "snapshot 00000000 of [/a] at 1970-01-01 00:00:00 by me@vm filtered by []:\n"
              "/a\n/a/big.txt\n/a/empty\n/link\n");
    EXPECT_EQ(runLs({"-q"}).output, "/a\n/a/big.txt\n/a/empty\n/link\n");
}

TEST(LsCommand, PrintsDetailsOnWish) {
    EXPECT_EQ(runLs({"-q", "-l"}).output,
              "drwxr-xr-x  1000   100      0 2020-01-02 03:04:05 /a\n"
              "-rw-r--r--  1000   100   2000 2020-01-02 03:04:05 /a/big.txt\n"
              "drwxr-xr-x  1000   100      0 2020-01-02 03:04:05 /a/empty\n"
              "Lrwxrwxrwx  1000   100      0 2020-01-02 03:04:05 /link -> a\n");
    EXPECT_NE(runLs({"--human-readable"}).output.find("  1.953 KiB 2020"), std::string::npos);
}

TEST(LsCommand, Sorts) {
    EXPECT_EQ(runLs({"-q", "--sort", "size"}).output, "/a\n/a/empty\n/link\n/a/big.txt\n");
    EXPECT_EQ(runLs({"-q", "--reverse"}).output, "/link\n/a/empty\n/a/big.txt\n/a\n");
    EXPECT_EQ(runLs({"-q", "--sort=extension", "--reverse"}).output,
              "/a/big.txt\n/link\n/a/empty\n/a\n");
}

TEST(LsCommand, PrintsResticsJson) {
    const std::string output = runLs({"--json"}).output;
    EXPECT_NE(output.find("\"short_id\":\"00000000\",\"message_type\":\"snapshot\",\"struct_type\":"
                          "\"snapshot\"}\n"),
              std::string::npos);
    EXPECT_NE(output.find(
                  "\n{\"name\":\"big.txt\",\"type\":\"file\",\"path\":\"/a/big.txt\",\"uid\":1000,"
                  "\"gid\":100,\"size\":2000,\"mode\":420,\"permissions\":\"-rw-r--r--\",\"mtime\":"
                  "\"2020-01-02T03:04:05Z\",\"atime\":\"2020-01-02T03:04:05Z\",\"ctime\":"
                  "\"2020-01-02T03:04:05Z\",\"inode\":42,\"message_type\":\"node\",\"struct_type\":"
                  "\"node\"}\n"),
              std::string::npos)
        << output;
    EXPECT_NE(output.find("\"type\":\"dir\",\"path\":\"/a\",\"uid\":1000,\"gid\":100,\"mode\":"
                          "2147484141"),
              std::string::npos);
}

TEST(LsCommand, PrintsWhatNcduReads) {
    const auto json = nlohmann::json::parse(runLs({"--ncdu"}).output);
    ASSERT_EQ(json.size(), 4U);
    EXPECT_EQ(json[0], 1);
    EXPECT_EQ(json[1], 2);
    const auto& root = json[3];
    EXPECT_EQ(root[0]["name"], "/");
    EXPECT_EQ(root[1][0]["name"], "a");
    EXPECT_EQ(root[1][1]["name"], "big.txt");
    EXPECT_EQ(root[1][1]["asize"], 2000);
    EXPECT_EQ(root[1][1]["dsize"], 2048);
    EXPECT_EQ(root[1][1]["notreg"], false);
    EXPECT_EQ(root[1][2][0]["name"], "empty");
    EXPECT_EQ(root[1][2].size(), 1U);
    EXPECT_EQ(root[2]["name"], "link");
    EXPECT_EQ(root[2]["notreg"], true);
}

TEST(LsCommand, RefusesWhatMakesNoSense) {
    for (const Words& arguments :
         {Words{"ls"}, Words{"ls", "latest", "relative"}, Words{"ls", "latest", "--sort", "colour"},
          Words{"ls", "latest", "--ncdu", "--json"},
          Words{"ls", "latest", "--ncdu", "--reverse"}}) {
        FakeCore core;
        EXPECT_EQ(runFakeCli(core, arguments).exitCode, 1);
        EXPECT_EQ(core.callCount, 0);
    }
}

TEST(LsCommand, EscapesNamesThatCouldSteerATerminal) {
    FakeCore core;
    core.onListing = [](services::FileListener& listener) {
        listener.onNode("/a\x1b[2J", makeNode("a\x1b[2J", engine::NodeType::File));
        listener.onNode("/plain \"name\"", makeNode("plain", engine::NodeType::File));
    };
    FakeConsole console;
    console.width = 80;
    (void)runFakeCli(core, {"ls", "latest"}, usualVariables(), console);
    EXPECT_EQ(console.output.find('\x1b'), std::string::npos) << console.output;
}

TEST(LsCommand, StopsWhenNobodyReadsAnyMore) {
    FakeCore core;
    core.onListing = tellAll;
    FakeConsole console;
    console.isIntact = false;
    EXPECT_EQ(runFakeCli(core, {"ls", "-q", "latest"}, usualVariables(), console).exitCode, 1);
    EXPECT_EQ(console.output, "/a\n");
}

}  // namespace
}  // namespace tl::cli
