#include "ui/cli/commands/diff.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

engine::ComparisonFigures tellChanges(services::ComparisonObserver& observer) {
    observer.onSnapshots({}, {});
    observer.onChange("/a/", "+");
    observer.onChange("/b\xff\x1b", "M?");
    return {
        .changedFiles = 1,
        .added =
            {.files = 0, .folders = 1, .others = 0, .dataBlobs = 2, .treeBlobs = 3, .bytes = 2048},
        .removed = {}};
}

CliResult runDiff(const std::vector<std::string>& more, FakeConsole& console) {
    FakeCore core;
    core.onComparison = tellChanges;
    std::vector<std::string> arguments = {"diff", "one", "two"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runFakeCli(core, arguments, usualVariables(), console);
}

CliResult runDiff(const std::vector<std::string>& more) {
    FakeConsole console;
    return runDiff(more, console);
}

TEST(DiffCommand, PassesOnItsArguments) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"diff", "1a:/x", "latest", "--metadata"}).exitCode, 0);
    EXPECT_EQ(core.comparison.before, "1a:/x");
    EXPECT_EQ(core.comparison.after, "latest");
    EXPECT_EQ(core.comparison.metadata, engine::MetadataChanges::Told);
    EXPECT_EQ(runFakeCli(core, {"diff", "latest", "--live", "/x", "--read-all"}).exitCode, 0);
    EXPECT_EQ(core.diskComparison.snapshot, "latest");
    EXPECT_EQ(core.diskComparison.diskPath, "/x");
    EXPECT_EQ(core.diskComparison.reading, engine::Reading::All);
    EXPECT_EQ(core.diskComparison.metadata, engine::MetadataChanges::Ignored);
}

TEST(DiffCommand, PrintsChangesAndFigures) {
    EXPECT_EQ(runDiff({}).output,
              "comparing snapshot 00000000 to 00000000:\n\n"
              "+    /a/\nM?   /b\xff\x1b\n\n"
              "Files:           0 new,     0 removed,     1 changed\n"
              "Dirs:            1 new,     0 removed\n"
              "Others:          0 new,     0 removed\n"
              "Data Blobs:      2 new,     0 removed\n"
              "Tree Blobs:      3 new,     0 removed\n"
              "  Added:   2.000 KiB\n"
              "  Removed: 0 B  \n");
    EXPECT_TRUE(runDiff({"-q"}).output.starts_with("\nFiles:"));
}

TEST(DiffCommand, EscapesNamesOnATerminal) {
    FakeConsole terminal;
    terminal.width = 80;
    EXPECT_NE(runDiff({}, terminal).output.find("M?   \"/b\\xff\\x1b\"\n"), std::string::npos);
}

TEST(DiffCommand, SpeaksJson) {
    EXPECT_EQ(runDiff({"--json"}).output,
              "{\"message_type\":\"change\",\"path\":\"/a/\",\"modifier\":\"+\"}\n"
              "{\"message_type\":\"change\",\"path\":\"/b\uFFFD\\u001b\",\"modifier\":\"M?\"}\n"
              "{\"message_type\":\"statistics\",\"source_snapshot\":\"one\","
              "\"target_snapshot\":\"two\",\"changed_files\":1,"
              "\"added\":{\"files\":0,\"dirs\":1,\"others\":0,\"data_blobs\":2,\"tree_blobs\":3,"
              "\"bytes\":2048},"
              "\"removed\":{\"files\":0,\"dirs\":0,\"others\":0,\"data_blobs\":0,\"tree_blobs\":0,"
              "\"bytes\":0}}\n");
}

TEST(DiffCommand, FailsWhenSomethingCouldNotBeCompared) {
    FakeCore core;
    core.onComparison = [](services::ComparisonObserver& observer) {
        observer.onProblem("/a", Error{ErrorKind::PermissionDenied, "may not be read"});
        return engine::ComparisonFigures{};
    };
    const CliResult result = runFakeCli(core, {"diff", "latest", "--live"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.errors.find("may not be read"), std::string::npos);
}

TEST(DiffCommand, RefusesWrongArguments) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"diff", "latest"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"diff", "a", "b", "c"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"diff", "--live"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"diff", "a", "b", "c", "--live"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"diff", "a", "b", "--read-all"}).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

}  // namespace
}  // namespace tl::cli
