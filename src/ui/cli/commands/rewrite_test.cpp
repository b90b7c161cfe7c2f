#include "ui/cli/commands/rewrite.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

services::StoredSnapshot makeSnapshot(char digit) {
    services::StoredSnapshot stored;
    stored.id = *engine::SnapshotId::parse(std::string(64, digit));
    stored.snapshot.time.seconds = 1577934245;
    stored.snapshot.paths = {"/a", "/b"};
    stored.snapshot.hostname = "vm";
    stored.snapshot.username = "me";
    return stored;
}

services::RewriteReport rewritesOne(services::RewriteObserver& observer) {
    observer.onSnapshot(makeSnapshot('1'), 1, 2);
    observer.onLeftOut("/a/tmp");
    observer.onSnapshot(makeSnapshot('2'), 2, 2);
    observer.onOutcome(makeSnapshot('2').id, services::RewriteOutcome::Unchanged);
    observer.onSaved({.old = makeSnapshot('1').id, .replacement = makeSnapshot('3').id});
    return {.changedCount = 1};
}

TEST(RewriteCommand, PassesOnEveryOption) {
    FakeCore core;
    const auto result = runFakeCli(core, {"rewrite",
                                          "-e",
                                          "a",
                                          "--iexclude",
                                          "b",
                                          "--exclude-file",
                                          "c",
                                          "--iexclude-file",
                                          "d",
                                          "-i",
                                          "e",
                                          "--iinclude",
                                          "f",
                                          "--include-file",
                                          "g",
                                          "--iinclude-file",
                                          "h",
                                          "--new-host",
                                          "vm2",
                                          "--new-time",
                                          "2001-09-09 01:46:40",
                                          "-s",
                                          "--forget",
                                          "-n",
                                          "-H",
                                          "h",
                                          "--tag",
                                          "t",
                                          "--path",
                                          "/p",
                                          "1a"});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.rewrite.excludes, Words{"a"});
    EXPECT_EQ(core.rewrite.excludesIgnoringCase, Words{"b"});
    EXPECT_EQ(core.rewrite.excludeFiles, Words{"c"});
    EXPECT_EQ(core.rewrite.excludeFilesIgnoringCase, Words{"d"});
    EXPECT_EQ(core.rewrite.includes, Words{"e"});
    EXPECT_EQ(core.rewrite.includesIgnoringCase, Words{"f"});
    EXPECT_EQ(core.rewrite.includeFiles, Words{"g"});
    EXPECT_EQ(core.rewrite.includeFilesIgnoringCase, Words{"h"});
    EXPECT_EQ(core.rewrite.newHost, "vm2");
    ASSERT_TRUE(core.rewrite.newTime);
    EXPECT_EQ(core.rewrite.newTime->seconds, 1'000'000'000);
    EXPECT_TRUE(core.rewrite.isSummaryWanted);
    EXPECT_TRUE(core.rewrite.isForgetting);
    EXPECT_TRUE(core.rewrite.isDryRun);
    EXPECT_EQ(core.rewrite.filter.hosts, Words{"h"});
    EXPECT_EQ(core.rewrite.ids, Words{"1a"});
}

TEST(RewriteCommand, RefusesATimeThatIsNone) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"rewrite", "--new-time", "yesterday"}).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

TEST(RewriteCommand, SaysWhatItDoes) {
    FakeCore core;
    core.onRewrite = rewritesOne;
    EXPECT_EQ(runFakeCli(core, {"rewrite", "-e", "tmp"}).output,
              "[1/2] snapshot 11111111 of [/a, /b] at 2020-01-02 03:04:05 by me@vm\n"
              "[2/2] snapshot 22222222 of [/a, /b] at 2020-01-02 03:04:05 by me@vm\n"
              "saved new snapshot 33333333 beside 11111111\n"
              "modified 1 snapshots\n");
    const auto verbose = runFakeCli(core, {"rewrite", "-e", "tmp", "--forget", "-vv"}).output;
    EXPECT_NE(verbose.find("leaving out \"/a/tmp\"\n"), std::string::npos) << verbose;
    EXPECT_NE(verbose.find("snapshot 22222222 stays as it is\n"), std::string::npos) << verbose;
    EXPECT_NE(verbose.find("saved new snapshot 33333333 and removed 11111111\n"), std::string::npos)
        << verbose;
    EXPECT_EQ(runFakeCli(core, {"rewrite", "-e", "tmp", "-q"}).output, "");
}

TEST(RewriteCommand, SaysInADryRunWhatWouldBe) {
    FakeCore core;
    core.onRewrite = [](services::RewriteObserver& observer) {
        observer.onOutcome(makeSnapshot('1').id, services::RewriteOutcome::WouldChange);
        return services::RewriteReport{.changedCount = 1};
    };
    EXPECT_EQ(runFakeCli(core, {"rewrite", "-e", "tmp", "-n", "--forget"}).output,
              "would save a new snapshot, and remove snapshot 11111111\n"
              "would modify 1 snapshots\n");
}

TEST(RewriteCommand, FailsWhenSomeCannotBeRewritten) {
    FakeCore core;
    core.onRewrite = [](services::RewriteObserver& observer) {
        observer.onFailure(makeSnapshot('1').id, "its tree is lost");
        return services::RewriteReport{.failureCount = 1};
    };
    const auto result = runFakeCli(core, {"rewrite", "-e", "tmp"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(
        result.errors.starts_with("snapshot 11111111 could not be rewritten: its tree is lost\n"))
        << result.errors;
    EXPECT_EQ(result.output, "no snapshots were modified\n");
}

}  // namespace
}  // namespace tl::cli
