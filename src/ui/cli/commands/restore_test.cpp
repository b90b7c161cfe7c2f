#include "ui/cli/commands/restore.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

services::RestoreRequest requestOf(Words arguments) {
    FakeCore core;
    arguments.insert(arguments.begin(), "restore");
    const CliResult result = runFakeCli(core, arguments);
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    return core.restore;
}

TEST(RestoreCommand, HasResticsDefaults) {
    const auto request = requestOf({"latest:/a", "-t", "/target"});
    EXPECT_EQ(request.snapshot, "latest:/a");
    EXPECT_EQ(request.target, "/target");
    EXPECT_TRUE(request.filter.isEmpty());
    EXPECT_EQ(request.overwrite, services::OverwriteMode::Always);
    EXPECT_FALSE(request.deleteExtra || request.dryRun || request.sparse || request.verify ||
                 request.ownershipByName);
}

TEST(RestoreCommand, KeepsWhatItReplacesInPlaceOrWhenAsked) {
    EXPECT_FALSE(requestOf({"latest", "-t", "/"}).keepReplaced) << "as restic, which keeps nothing";
    EXPECT_TRUE(requestOf({"latest", "-t", "/t", "--keep-replaced"}).keepReplaced);
    const auto inPlace = requestOf({"latest:/a", "--in-place"});
    EXPECT_TRUE(inPlace.inPlace && inPlace.keepReplaced);
    EXPECT_EQ(inPlace.target, "");
    const auto discarding = requestOf({"latest:/a", "--in-place", "--discard-replaced"});
    EXPECT_TRUE(discarding.inPlace);
    EXPECT_FALSE(discarding.keepReplaced);
    for (const Words& wrong :
         {Words{"restore", "latest"}, Words{"restore", "latest", "-t", "/", "--in-place"},
          Words{"restore", "latest", "--in-place", "--keep-replaced", "--discard-replaced"}}) {
        FakeCore core;
        EXPECT_EQ(runFakeCli(core, wrong).exitCode, 1);
        EXPECT_EQ(core.callCount, 0);
    }
}

TEST(RestoreCommand, TellsTheWayBack) {
    const std::string folder = "/a/.timelocker-replaced-0123456789abcdef";
    FakeCore core;
    core.onRestore = [&](services::RestoreObserver& observer) {
        observer.onKept(folder);
        services::RestoreReport report;
        report.keptFolders = {folder};
        return report;
    };
    CliResult result = runFakeCli(core, {"restore", "latest", "--in-place"});
    EXPECT_NE(result.output.find("kept in " + folder), std::string::npos) << result.output;
    EXPECT_NE(result.output.find("tl replaced undo '" + folder), std::string::npos)
        << result.output;
    result = runFakeCli(core, {"restore", "latest", "--in-place", "--json"});
    EXPECT_NE(result.output.find("\"replaced_kept_in\":[\"" + folder), std::string::npos)
        << result.output;
}

TEST(RestoreCommand, PassesOnIncludesAndWays) {
    const auto request = requestOf({"1a2b",
                                    "--target=/t",
                                    "-i",
                                    "a",
                                    "--include",
                                    "b",
                                    "--iinclude",
                                    "c",
                                    "--include-file",
                                    "d",
                                    "--iinclude-file",
                                    "e",
                                    "--include-xattr",
                                    "user.*",
                                    "--overwrite",
                                    "if-newer",
                                    "--delete",
                                    "--dry-run",
                                    "--sparse",
                                    "--verify",
                                    "--ownership-by-name",
                                    "-H",
                                    "h",
                                    "--tag",
                                    "x,y",
                                    "--tag",
                                    "",
                                    "--path",
                                    "/p"});
    EXPECT_EQ(request.includes, (Words{"a", "b"}));
    EXPECT_EQ(request.includesIgnoringCase, Words{"c"});
    EXPECT_EQ(request.includeFiles, Words{"d"});
    EXPECT_EQ(request.includeFilesIgnoringCase, Words{"e"});
    EXPECT_EQ(request.includeAttributes, Words{"user.*"});
    EXPECT_EQ(request.overwrite, services::OverwriteMode::IfNewer);
    EXPECT_TRUE(request.deleteExtra);
    EXPECT_TRUE(request.dryRun);
    EXPECT_TRUE(request.sparse);
    EXPECT_TRUE(request.verify);
    EXPECT_TRUE(request.ownershipByName);
    EXPECT_EQ(request.filter.hosts, Words{"h"});
    EXPECT_EQ(request.filter.tags, (std::vector<Words>{{"x", "y"}, {""}}));
    EXPECT_EQ(request.filter.paths, Words{"/p"});
}

TEST(RestoreCommand, PassesOnExcludes) {
    const auto request =
        requestOf({"1a2b", "-t", "/t", "-e", "a", "--exclude", "b", "--iexclude", "c",
                   "--exclude-file", "d", "--iexclude-file", "e", "--exclude-xattr", "user.*"});
    EXPECT_EQ(request.excludes, (Words{"a", "b"}));
    EXPECT_EQ(request.excludesIgnoringCase, Words{"c"});
    EXPECT_EQ(request.excludeFiles, Words{"d"});
    EXPECT_EQ(request.excludeFilesIgnoringCase, Words{"e"});
    EXPECT_EQ(request.excludeAttributes, Words{"user.*"});
}

TEST(RestoreCommand, RefusesWhatMakesNoSense) {
    const std::vector<Words> wrong = {
        {},
        {"latest"},
        {"latest", "more", "-t", "/t"},
        {"latest", "-t", "/t", "-i", "a", "--exclude-file", "b"},
        {"latest", "-t", "/t", "--include-xattr", "a", "--exclude-xattr", "b"},
        {"latest", "-t", "/t", "--overwrite", "sometimes"}};
    for (Words arguments : wrong) {
        FakeCore core;
        arguments.insert(arguments.begin(), "restore");
        EXPECT_EQ(runFakeCli(core, arguments).exitCode, 1);
        EXPECT_EQ(core.callCount, 0);
    }
}

services::RestoreReport tellAll(services::RestoreObserver& observer) {
    const services::RestoreStatus status{.elapsed = std::chrono::seconds{4},
                                         .remaining = std::nullopt,
                                         .filesTotal = 10,
                                         .filesRestored = 5,
                                         .filesSkipped = 2,
                                         .filesDeleted = 1,
                                         .bytesTotal = 2048,
                                         .bytesRestored = 1024,
                                         .bytesSkipped = 512};
    services::StoredSnapshot snapshot;
    snapshot.snapshot.paths = {"/a"};
    snapshot.snapshot.hostname = "vm";
    snapshot.snapshot.username = "me";
    observer.onStarted(snapshot, "/t");
    if (observer.statusInterval().count() > 0) observer.onStatus(status);
    if (observer.wantsItems())
        observer.onItem({.path = "/a/b",
                         .isDirectory = false,
                         .action = services::RestoreAction::Updated,
                         .size = 1024});
    observer.onFailure("/a/c", "no space left on device");
    services::RestoreReport report;
    report.final = status;
    report.failureCount = 1;
    report.filesVerified = 3;
    report.notices = {"owners were not restored"};
    return report;
}

CliResult runTellingAll(const Words& more) {
    FakeCore core;
    core.onRestore = tellAll;
    Words arguments = {"restore", "latest", "-t", "/t"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runFakeCli(core, arguments);
}

TEST(RestoreCommand, TellsHowItWent) {
    const CliResult result = runTellingAll({});
    EXPECT_EQ(result.output,
              "restoring snapshot 00000000 of [/a] at 1970-01-01 00:00:00 by me@vm to /t\n"
              "Summary: Restored 5 files/dirs (1.000 KiB) in 0:04, skipped 2 files/dirs 512 B, "
              "deleted 1 files/dirs\n"
              "finished verifying 3 files\n");
    EXPECT_EQ(result.errors,
              "error: /a/c: no space left on device\n"
              "note: owners were not restored\n"
              "Fatal: 1 item could not be restored\n");
    EXPECT_EQ(result.exitCode, 1);
}

TEST(RestoreCommand, ADryRunShowsThePlan) {
    FakeCore core;
    core.onRestore = [](services::RestoreObserver&) {
        services::RestoreReport report;
        report.preview = services::RestorePreview{.newFiles = 1,
                                                  .changedFiles = 3,
                                                  .newerFiles = 2,
                                                  .unchangedFiles = 4,
                                                  .deletedEntries = 2,
                                                  .bytes = 1024,
                                                  .newerPaths = {"/a\033", "/b"},
                                                  .deletedPaths = {"/c"}};
        return report;
    };
    const Words arguments = {"restore", "latest", "-t", "/t", "--dry-run"};
    EXPECT_NE(runFakeCli(core, arguments)
                  .output.find("Would write 1.000 KiB: 1 file new, 3 changed, 4 as they are; would "
                               "delete 2\n"
                               "2 files are newer than in the snapshot, and would be overwritten "
                               "(--overwrite if-newer keeps them):\n  /a\\x1b\n  /b\n"
                               "Would be deleted:\n  /c\n  and 1 more\n"),
              std::string::npos)
        << runFakeCli(core, arguments).output;
    Words json = arguments;
    json.emplace_back("--json");
    EXPECT_NE(runFakeCli(core, json)
                  .output.find("\"preview\":{\"files_new\":1,\"files_changed\":3,\"files_newer\":2,"
                               "\"files_unchanged\":4,\"deleted\":2,\"bytes\":1024,"),
              std::string::npos);
}

TEST(RestoreCommand, PrintsResticsJson) {
    const CliResult result = runTellingAll({"--json", "-vv"});
    EXPECT_EQ(result.output,
              "{\"message_type\":\"status\",\"seconds_elapsed\":4,\"percent_done\":0.5,"
              "\"total_files\":10,\"files_restored\":5,\"files_skipped\":2,\"files_deleted\":1,"
              "\"total_bytes\":2048,\"bytes_restored\":1024,\"bytes_skipped\":512}\n"
              "{\"message_type\":\"verbose_status\",\"action\":\"updated\",\"item\":\"/a/b\","
              "\"size\":1024}\n"
              "{\"message_type\":\"summary\",\"seconds_elapsed\":4,\"total_files\":10,"
              "\"files_restored\":5,\"files_skipped\":2,\"files_deleted\":1,\"total_bytes\":2048,"
              "\"bytes_restored\":1024,\"bytes_skipped\":512}\n");
    EXPECT_TRUE(result.errors.starts_with(
        "{\"message_type\":\"error\",\"error\":{\"message\":\"no space left on device\"},"
        "\"during\":\"restore\",\"item\":\"/a/c\"}\n"))
        << result.errors;
}

}  // namespace
}  // namespace tl::cli
