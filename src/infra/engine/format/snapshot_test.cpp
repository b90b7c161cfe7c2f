#include "infra/engine/format/snapshot.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

const std::string kTree(64, 'a');
const std::string kParent(64, 'b');
const std::string kOriginal(64, 'c');

Snapshot readText(const std::string& json) {
    return readSnapshot(std::as_bytes(std::span{json}));
}

std::string snapshotWith(const std::string& more) {
    return R"({"time":"2026-11-22T16:17:35Z","tree":")" + kTree + R"(","paths":["/x"])" + more +
           "}";
}

/// All members that restic 0.17 and later write, in its order.
std::string fullJson() {
    return R"({"time":"2026-11-22T16:17:35.982252188+01:00","parent":")" + kParent +
           R"(","tree":")" + kTree +
           R"(","paths":["/home/<me>","/home/<me>"],"hostname":"vm","username":"me","uid":1000,)"
           R"("gid":100,"excludes":["*.o"],"tags":["a","b"],"original":")" +
           kOriginal +
           R"(","program_version":"restic 0.17.0","summary":{"backup_start":"2026-11-22T16:17:35Z",)"
           R"("backup_end":"2026-11-22T16:17:36Z","files_new":1,"files_changed":2,)"
           R"("files_unmodified":3,"dirs_new":4,"dirs_changed":5,"dirs_unmodified":6,"data_blobs":7,)"
           R"("tree_blobs":8,"data_added":9,"data_added_packed":10,"total_files_processed":11,)"
           R"("total_bytes_processed":18446744073709551615}})";
}

std::string withHtmlEscaped(std::string json) {
    for (std::size_t at = 0; (at = json.find_first_of("<>", at)) != std::string::npos;) {
        json.replace(at, 1, json[at] == '<' ? "\\u003c" : "\\u003e");
    }
    return json;
}

TEST(Snapshot, RoundTripsWithAllMembers) {
    const auto snapshot = readText(fullJson());
    EXPECT_EQ(formatTimestamp(snapshot.time), "2026-11-22T16:17:35.982252188+01:00");
    EXPECT_EQ(snapshot.parent->hex(), kParent);
    EXPECT_EQ(snapshot.tree.hex(), kTree);
    EXPECT_EQ(snapshot.paths, (std::vector<std::string>{"/home/<me>", "/home/<me>"}));
    EXPECT_EQ(snapshot.hostname, "vm");
    EXPECT_EQ(snapshot.username, "me");
    EXPECT_EQ(snapshot.uid, 1'000U);
    EXPECT_EQ(snapshot.gid, 100U);
    EXPECT_EQ(snapshot.excludes, std::vector<std::string>{"*.o"});
    EXPECT_EQ(snapshot.tags, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(snapshot.original->hex(), kOriginal);
    EXPECT_EQ(snapshot.programVersion, "restic 0.17.0");
    ASSERT_TRUE(snapshot.summary);
    EXPECT_EQ(snapshot.summary->filesNew, 1U);
    EXPECT_EQ(snapshot.summary->directoriesNew, 4U);
    EXPECT_EQ(snapshot.summary->totalBytesProcessed, 18'446'744'073'709'551'615U);
    EXPECT_EQ(writeSnapshot(snapshot), withHtmlEscaped(fullJson()));
}

TEST(Snapshot, OmitsWhatIsEmpty) {
    const std::string json = snapshotWith("");
    EXPECT_EQ(writeSnapshot(readText(json)), json);
    EXPECT_EQ(writeSnapshot(Snapshot{}), R"({"time":"1970-01-01T00:00:00Z","tree":")" +
                                             std::string(64, '0') + R"(","paths":[]})");
}

TEST(Snapshot, KeepsUnknownMembers) {
    const auto snapshot = readText(snapshotWith(
        R"(,"label":"home","delete":"NotSet","summary":{"files_new":1,"command":"rustic backup",)"
        R"("total_duration":0.5},"parents":[])"));
    EXPECT_EQ(snapshot.unknownMembers, R"("label":"home","delete":"NotSet","parents":[])");
    ASSERT_TRUE(snapshot.summary);
    EXPECT_EQ(snapshot.summary->unknownMembers,
              R"("command":"rustic backup","total_duration":0.5)");
    const std::string written = writeSnapshot(snapshot);
    EXPECT_NE(written.find(R"("command":"rustic backup","total_duration":0.5},"label":"home",)"
                           R"("delete":"NotSet","parents":[]})"),
              std::string::npos);
    EXPECT_EQ(readText(written), snapshot);
}

TEST(Snapshot, TakesNullAsAbsent) {
    const auto snapshot =
        readText(R"({"time":"1970-01-01T00:00:00Z","tree":")" + kTree +
                 R"(","paths":null,"parent":null,"tags":null,"uid":null,"summary":null})");
    Snapshot expected;
    expected.tree = *BlobId::parse(kTree);
    EXPECT_EQ(snapshot, expected);
}

TEST(Snapshot, RefusesWhatIsDamaged) {
    for (const std::string& json : std::vector<std::string>{
             "", "[]", "{}", R"({"tree":")" + kTree + R"("})", R"({"time":"1970-01-01T00:00:00Z"})",
             R"({"time":"1970-01-01T00:00:00Z","tree":"12"})",
             R"({"time":"today","tree":")" + kTree + R"("})", snapshotWith(R"(,"parent":"")"),
             snapshotWith(R"(,"paths":"/x")"), snapshotWith(R"(,"tags":[1])"),
             snapshotWith(R"(,"summary":[])"), snapshotWith(R"(,"summary":{"files_new":-1})"),
             snapshotWith(R"(,"uid":4294967296)"),
             snapshotWith(R"(,"x":)") + std::string(2000, '[')}) {
        try {
            (void)readText(json);
            ADD_FAILURE() << json;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Corrupted) << json;
        }
    }
}

}  // namespace
}  // namespace tl::engine
