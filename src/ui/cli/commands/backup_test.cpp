#include "ui/cli/commands/backup.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

services::BackupRequest requestOf(Words arguments, Variables variables = usualVariables()) {
    FakeCore core;
    arguments.insert(arguments.begin(), "backup");
    const CliResult result = runFakeCli(core, arguments, variables);
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    return core.backup;
}

TEST(BackupCommand, HasResticsDefaults) {
    const auto request = requestOf({"a"});
    EXPECT_EQ(request.targets, Words{"a"});
    EXPECT_EQ(request.repository.location, "/repository");
    EXPECT_EQ(request.host, "");
    EXPECT_FALSE(request.time);
    EXPECT_FALSE(request.stream);
    EXPECT_FALSE(request.excludeLargerThan);
    EXPECT_EQ(request.groupBy, (services::GroupBy{.host = true, .paths = true, .tags = false}));
    EXPECT_TRUE(request.scan);
    EXPECT_FALSE(request.force || request.ignoreInode || request.ignoreChangeTime ||
                 request.withAccessTime || request.skipIfUnchanged || request.dryRun ||
                 request.oneFileSystem || request.excludeCaches);
    EXPECT_EQ(request.readConcurrency, 0U);
}

TEST(BackupCommand, PassesOnEverySelection) {
    const auto request = requestOf({"a",
                                    "--files-from",
                                    "f1",
                                    "--files-from",
                                    "f2",
                                    "--files-from-verbatim",
                                    "v",
                                    "--files-from-raw",
                                    "w",
                                    "-e",
                                    "*.o",
                                    "--exclude",
                                    "-x",
                                    "--iexclude",
                                    "i",
                                    "--exclude-file",
                                    "ef",
                                    "--iexclude-file",
                                    "ief",
                                    "--exclude-if-present",
                                    "tag:head",
                                    "--exclude-caches",
                                    "--exclude-larger-than",
                                    "50M",
                                    "-x",
                                    "b"});
    EXPECT_EQ(request.targets, (Words{"a", "b"}));
    EXPECT_EQ(request.filesFrom, (Words{"f1", "f2"}));
    EXPECT_EQ(request.filesFromVerbatim, Words{"v"});
    EXPECT_EQ(request.filesFromRaw, Words{"w"});
    EXPECT_EQ(request.excludes, (Words{"*.o", "-x"}));
    EXPECT_EQ(request.excludesIgnoringCase, Words{"i"});
    EXPECT_EQ(request.excludeFiles, Words{"ef"});
    EXPECT_EQ(request.excludeFilesIgnoringCase, Words{"ief"});
    EXPECT_EQ(request.excludeIfPresent, Words{"tag:head"});
    EXPECT_TRUE(request.excludeCaches);
    EXPECT_EQ(request.excludeLargerThan, 50U << 20U);
    EXPECT_TRUE(request.oneFileSystem);
}

TEST(BackupCommand, PassesOnEveryOtherOption) {
    const auto request = requestOf({"--tag",
                                    "a,b",
                                    "--tag",
                                    "c",
                                    "-H",
                                    "h",
                                    "--time",
                                    "2012-11-01 22:08:41",
                                    "--parent",
                                    "1a2b",
                                    "-g",
                                    "host,tags",
                                    "--skip-if-unchanged",
                                    "-n",
                                    "-f",
                                    "--ignore-inode",
                                    "--ignore-ctime",
                                    "--with-atime",
                                    "--read-concurrency",
                                    "5",
                                    "--no-scan",
                                    "target"});
    EXPECT_EQ(request.tags, (Words{"a", "b", "c"}));
    EXPECT_EQ(request.host, "h");
    EXPECT_EQ(request.time, (WallTime{1351807721, 0}));
    EXPECT_EQ(request.parent, "1a2b");
    EXPECT_EQ(request.groupBy, (services::GroupBy{.host = true, .paths = false, .tags = true}));
    EXPECT_TRUE(request.skipIfUnchanged);
    EXPECT_TRUE(request.dryRun);
    EXPECT_TRUE(request.force);
    EXPECT_TRUE(request.ignoreInode);
    EXPECT_TRUE(request.ignoreChangeTime);
    EXPECT_TRUE(request.withAccessTime);
    EXPECT_EQ(request.readConcurrency, 5U);
    EXPECT_FALSE(request.scan);
}

TEST(BackupCommand, ReadsItsVariables) {
    Variables variables = usualVariables();
    variables["RESTIC_HOST"] = "h";
    variables["RESTIC_READ_CONCURRENCY"] = "7";
    variables["RESTIC_IGNORE_INODE"] = "true";
    variables["RESTIC_IGNORE_CTIME"] = "1";
    const auto request = requestOf({"a"}, variables);
    EXPECT_EQ(request.host, "h");
    EXPECT_EQ(request.readConcurrency, 7U);
    EXPECT_TRUE(request.ignoreInode);
    EXPECT_TRUE(request.ignoreChangeTime);
    EXPECT_EQ(requestOf({"--host=given", "a"}, variables).host, "given");
}

TEST(BackupCommand, ReadsAStream) {
    EXPECT_EQ(requestOf({"--stdin"}).stream->filename, "stdin");
    const auto named = requestOf({"--stdin", "--stdin-filename", "dump.sql"});
    EXPECT_EQ(named.stream->filename, "dump.sql");
    EXPECT_TRUE(named.stream->command.empty());
    const auto command = requestOf({"--stdin-from-command", "--", "pg_dump", "-v", "--all"});
    EXPECT_EQ(command.stream->command, (Words{"pg_dump", "-v", "--all"}));
    EXPECT_TRUE(command.targets.empty());
}

TEST(BackupCommand, TakesNoPasswordFromTheStreamItBacksUp) {
    for (const Words& source : {Words{"--stdin"}, Words{"--files-from-raw", "-"}}) {
        FakeCore core;
        FakeConsole console;
        console.isPersonThere = false;
        console.answers = {"data"};
        Words arguments = {"backup"};
        arguments.insert(arguments.end(), source.begin(), source.end());
        (void)runFakeCli(core, arguments, {{"RESTIC_REPOSITORY", "/r"}}, console);
        EXPECT_THROW((void)core.backup.repository.password.prompt("password: "), Error);
    }
}

TEST(BackupCommand, RefusesWhatMakesNoSense) {
    const std::vector<Words> wrong = {{},
                                      {"--stdin", "folder"},
                                      {"--stdin", "--files-from", "f"},
                                      {"--stdin-from-command"},
                                      {"--stdin-filename", "x", "folder"},
                                      {"--time", "yesterday", "folder"},
                                      {"--exclude-larger-than", "big", "folder"},
                                      {"--group-by", "size", "folder"},
                                      {"--read-concurrency", "many", "folder"}};
    for (Words arguments : wrong) {
        FakeCore core;
        arguments.insert(arguments.begin(), "backup");
        EXPECT_EQ(runFakeCli(core, arguments).exitCode, 1);
        EXPECT_EQ(core.callCount, 0);
    }
}

constexpr const char* kId = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809";

services::BackupReport tellAll(services::BackupObserver& observer) {
    observer.onOpened("feedbeef00112233", std::nullopt);
    if (observer.statusInterval().count() > 0) {
        observer.onStatus({.elapsed = std::chrono::seconds{2},
                           .remaining = std::chrono::seconds{6},
                           .filesTotal = 8,
                           .filesDone = 2,
                           .bytesTotal = 4096,
                           .bytesDone = 1024,
                           .errorCount = 0,
                           .isScanFinished = true,
                           .currentFiles = {"/a/b"}});
    }
    observer.onScanFinished(
        {.files = 8, .directories = 2, .bytes = 4096, .duration = std::chrono::milliseconds{500}});
    if (observer.wantsItems()) {
        observer.onItem({.path = "/a/b",
                         .isDirectory = false,
                         .action = services::ItemAction::New,
                         .duration = std::chrono::milliseconds{250},
                         .dataSize = 1024,
                         .dataSizeInRepository = 512});
        observer.onItem({.path = "/a",
                         .isDirectory = true,
                         .action = services::ItemAction::Modified,
                         .duration = {},
                         .metadataSize = 300,
                         .metadataSizeInRepository = 200});
        observer.onItem(
            {.path = "/a/c", .isDirectory = false, .action = services::ItemAction::Unchanged});
    }
    observer.onFailure({.path = "/a/d",
                        .during = services::BackupPhase::Archival,
                        .message = "permission denied"});
    services::BackupReport report;
    report.summary.backupStart.seconds = 1577934245;
    report.summary.backupEnd.seconds = 1577934247;
    report.summary.filesNew = 1;
    report.summary.filesUnmodified = 7;
    report.summary.directoriesChanged = 2;
    report.summary.dataBlobs = 1;
    report.summary.treeBlobs = 3;
    report.summary.dataAdded = 2048;
    report.summary.dataAddedPacked = 1024;
    report.summary.totalFilesProcessed = 8;
    report.summary.totalBytesProcessed = 4096;
    report.snapshot = engine::SnapshotId::parse(kId);
    report.failureCount = 1;
    report.duration = std::chrono::milliseconds{2500};
    return report;
}

CliResult runTellingAll(const Words& more) {
    FakeCore core;
    core.onBackup = tellAll;
    Words arguments = {"backup", "/a"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runFakeCli(core, arguments);
}

TEST(BackupCommand, TellsASummaryThatScriptsForResticRead) {
    const CliResult result = runTellingAll({});
    EXPECT_EQ(result.output,
              "no parent snapshot found, will read all files\n"
              "\n"
              "Files:           1 new,     0 changed,     7 unmodified\n"
              "Dirs:            0 new,     2 changed,     0 unmodified\n"
              "Added to the repository: 2.000 KiB (1.000 KiB stored)\n"
              "\n"
              "processed 8 files, 4.000 KiB in 0:02 (1.6 KiB/s)\n"
              "snapshot 1a2b3c4d saved\n");
    EXPECT_EQ(result.errors,
              "error: /a/d: permission denied\n"
              "Warning: at least one source file could not be read\n");
    EXPECT_EQ(result.exitCode, 3);
}

TEST(BackupCommand, RedrawsItsProgressOnATerminal) {
    FakeCore core;
    core.onBackup = tellAll;
    FakeConsole console;
    console.width = 100;
    (void)runFakeCli(core, {"backup", "/a"}, usualVariables(), console);
    for (const char* text :
         {"repository feedbeef opened\n",
          "[0:02] 25.00%  2 / 8 files, 1.0 KiB / 4.0 KiB, 512 B/s, ETA 0:06\n/a/b", "\x1b[1A",
          "snapshot 1a2b3c4d saved\n"})
        EXPECT_NE(console.output.find(text), std::string::npos) << text;
}

TEST(BackupCommand, TellsEveryItemWhenAskedTwice) {
    const CliResult result = runTellingAll({"-vv"});
    for (const char* line :
         {"scan finished in 0.500s: 8 files, 4.000 KiB\n",
          "new       /a/b, saved in 0.250s (1.000 KiB added)\n",
          "modified  /a/, saved in 0.000s (0 B added, 0 B stored, 300 B "
          "metadata)\n",
          "unchanged /a/c\n", "Data Blobs:      1 new\n", "Tree Blobs:      3 new\n"})
        EXPECT_NE(result.output.find(line), std::string::npos) << line << result.output;
}

TEST(BackupCommand, TellsOnlyErrorsWhenQuiet) {
    const CliResult result = runTellingAll({"-q"});
    EXPECT_EQ(result.output, "");
    EXPECT_NE(result.errors, "");
}

TEST(BackupCommand, PrintsResticsJson) {
    const CliResult result = runTellingAll({"--json"});
    EXPECT_EQ(
        result.output,
        "{\"message_type\":\"status\",\"seconds_elapsed\":2,\"seconds_remaining\":6,"
        "\"percent_done\":0.25,\"total_files\":8,\"files_done\":2,\"total_bytes\":4096,"
        "\"bytes_done\":1024,\"current_files\":[\"/a/b\"]}\n"
        "{\"message_type\":\"summary\",\"files_new\":1,\"files_changed\":0,\"files_unmodified\":7,"
        "\"dirs_new\":0,\"dirs_changed\":2,\"dirs_unmodified\":0,\"data_blobs\":1,\"tree_blobs\":3,"
        "\"data_added\":2048,\"data_added_packed\":1024,\"total_files_processed\":8,"
        "\"total_bytes_processed\":4096,\"total_duration\":2.5,"
        "\"backup_start\":\"2020-01-02T03:04:05Z\",\"backup_end\":\"2020-01-02T03:04:07Z\","
        "\"snapshot_id\":\"1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809\"}\n");
    EXPECT_EQ(result.errors,
              "{\"message_type\":\"error\",\"error\":{\"message\":\"permission denied\"},"
              "\"during\":\"archival\",\"item\":\"/a/d\"}\n"
              "{\"message_type\":\"exit_error\",\"code\":3,\"message\":\"at least one source file "
              "could not be read\"}\n");
}

TEST(BackupCommand, PrintsItemsAsJsonWhenVerbose) {
    const std::string once = runTellingAll({"--json", "-v"}).output;
    EXPECT_NE(once.find("{\"message_type\":\"verbose_status\",\"action\":\"new\",\"item\":\"/a/b\","
                        "\"duration\":0.25,\"data_size\":1024,\"data_size_in_repo\":512,"
                        "\"metadata_size\":0,\"metadata_size_in_repo\":0,\"total_files\":0}\n"),
              std::string::npos)
        << once;
    EXPECT_NE(once.find("\"action\":\"modified\",\"item\":\"/a/\""), std::string::npos);
    EXPECT_NE(once.find("\"action\":\"scan_finished\",\"item\":\"\",\"duration\":0.5,"
                        "\"data_size\":4096"),
              std::string::npos);
    EXPECT_EQ(once.find("\"unchanged\""), std::string::npos);
    const std::string twice = runTellingAll({"--json", "-vv"}).output;
    EXPECT_NE(twice.find("\"action\":\"unchanged\",\"item\":\"/a/c\""), std::string::npos);
}

TEST(BackupCommand, MarksADryRun) {
    FakeCore core;
    core.onBackup = [](services::BackupObserver&) {
        services::BackupReport report;
        report.isDryRun = true;
        return report;
    };
    const std::string json = runFakeCli(core, {"backup", "-n", "/a", "--json"}).output;
    EXPECT_NE(json.find("\"dry_run\":true"), std::string::npos);
    EXPECT_EQ(json.find("snapshot_id"), std::string::npos);
    const std::string text = runFakeCli(core, {"backup", "-n", "/a"}).output;
    EXPECT_NE(text.find("Would add to the repository"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli
