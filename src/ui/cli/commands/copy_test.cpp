#include "ui/cli/commands/copy.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

services::CopiedSnapshot makeCopy(char digit) {
    services::CopiedSnapshot copied;
    copied.source.id = *engine::SnapshotId::parse(std::string(64, digit));
    copied.source.snapshot.time.seconds = 1577934245;
    copied.source.snapshot.paths = {"/a"};
    copied.source.snapshot.hostname = "vm";
    copied.source.snapshot.username = "me";
    copied.copy = *engine::SnapshotId::parse(std::string(64, 'f'));
    return copied;
}

services::CopyReport copiesOne(services::CopyObserver& observer) {
    observer.onWarning("they cut differently");
    observer.onSkipped(makeCopy('1'));
    observer.onCopied(makeCopy('2'));
    services::CopyReport report;
    report.copiedCount = 1;
    report.skippedCount = 1;
    report.final.bytesDone = 2048;
    return report;
}

TEST(CopyCommand, NamesBothRepositories) {
    FakeCore core;
    const auto result =
        runFakeCli(core, {"copy", "--from-repo", "/source", "--from-password-file", "/secret",
                          "--from-key-hint", "ab", "--compression", "max", "-H", "h", "--tag", "t",
                          "--path", "/p", "1a", "latest"});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.copy.source.location, "/source");
    EXPECT_EQ(core.copy.source.password.file, "/secret");
    EXPECT_EQ(core.copy.source.keyHint, "ab");
    EXPECT_EQ(core.copy.destination.location, "/repository");
    EXPECT_EQ(core.copy.destination.password.environmentValue, "secret");
    EXPECT_EQ(core.copy.destination.compression, engine::CompressionMode::Maximum);
    EXPECT_EQ(core.copy.filter.hosts, Words{"h"});
    EXPECT_EQ(core.copy.filter.paths, Words{"/p"});
    EXPECT_EQ(core.copy.ids, (Words{"1a", "latest"}));
}

TEST(CopyCommand, TakesTheSourceFromTheEnvironment) {
    FakeCore core;
    Variables variables = usualVariables();
    EXPECT_EQ(runFakeCli(core, {"copy"}, variables).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
    variables["RESTIC_FROM_REPOSITORY"] = "/source";
    variables["RESTIC_FROM_PASSWORD"] = "other";
    EXPECT_EQ(runFakeCli(core, {"copy"}, variables).exitCode, 0);
    EXPECT_EQ(core.copy.source.location, "/source");
    EXPECT_EQ(core.copy.source.password.environmentValue, "other");
}

TEST(CopyCommand, LocksWhereItWrites) {
    FakeCore core;
    (void)runFakeCli(core, {"copy", "--from-repo", "/source", "--no-lock"});
    EXPECT_EQ(core.copy.source.locking, services::Locking::Skip);
    EXPECT_EQ(core.copy.destination.locking, services::Locking::Take);
}

TEST(CopyCommand, SaysWhatItCopies) {
    FakeCore core;
    core.onCopy = copiesOne;
    const Words command{"copy", "--from-repo", "/source"};
    const auto result = runFakeCli(core, command);
    EXPECT_EQ(result.output,
              "snapshot 22222222 of [/a] at 2020-01-02 03:04:05 by me@vm\n"
              "  copied, as ffffffff\n"
              "copied 1 snapshots (2.000 KiB of data) in 0:00; 1 had been copied before\n");
    EXPECT_EQ(result.errors, "warning: they cut differently\n");
    EXPECT_EQ(runFakeCli(core, {"copy", "--from-repo", "/source", "-q"}).output, "");
    const auto verbose = runFakeCli(core, {"copy", "--from-repo", "/source", "-v"}).output;
    EXPECT_TRUE(
        verbose.starts_with("snapshot 11111111 of [/a] at 2020-01-02 03:04:05 by me@vm\n"
                            "  skipped: it has been copied before, as ffffffff\n"))
        << verbose;
}

TEST(CopyCommand, FailsWhenSomeCannotBeRead) {
    FakeCore core;
    core.onCopy = [](services::CopyObserver& observer) {
        observer.onProblem("snapshot 33 cannot be read");
        services::CopyReport report;
        report.problemCount = 1;
        return report;
    };
    const auto result = runFakeCli(core, {"copy", "--from-repo", "/source"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(result.errors.starts_with("snapshot 33 cannot be read\n")) << result.errors;
}

}  // namespace
}  // namespace tl::cli
