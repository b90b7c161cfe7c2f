#include "ui/cli/commands/dump.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

TEST(DumpCommand, PassesOnItsArguments) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"dump", "latest:/x", "/y", "-a", "zip", "--target", "out.zip",
                                "--host", "h"})
                  .exitCode,
              0);
    EXPECT_EQ(core.dump.snapshot, "latest:/x");
    EXPECT_EQ(core.dump.path, "/y");
    EXPECT_EQ(core.dump.archive, services::ArchiveFormat::Zip);
    EXPECT_EQ(core.dump.target, "out.zip");
    EXPECT_EQ(core.dump.filter.hosts, std::vector<std::string>{"h"});
}

TEST(DumpCommand, PrintsBytesAsTheyAre) {
    FakeCore core;
    core.object = std::string("a\0\n\xff", 4);
    EXPECT_EQ(runFakeCli(core, {"dump", "latest", "/y"}).output, core.object);
    EXPECT_TRUE(core.dump.isArchiveAllowed);
    EXPECT_EQ(core.dump.archive, services::ArchiveFormat::Tar);
}

TEST(DumpCommand, AllowsNoArchiveOnATerminal) {
    FakeCore core;
    FakeConsole terminal;
    terminal.width = 80;
    (void)runFakeCli(core, {"dump", "latest", "/y"}, usualVariables(), terminal);
    EXPECT_FALSE(core.dump.isArchiveAllowed);
    (void)runFakeCli(core, {"dump", "latest", "/y", "-t", "f"}, usualVariables(), terminal);
    EXPECT_TRUE(core.dump.isArchiveAllowed);
}

TEST(DumpCommand, FailsWhenNobodyReads) {
    FakeCore core;
    FakeConsole console;
    console.isIntact = false;
    EXPECT_EQ(runFakeCli(core, {"dump", "latest", "/y"}, usualVariables(), console).exitCode, 1);
}

TEST(DumpCommand, RefusesWrongArguments) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"dump", "latest"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"dump", "latest", "a", "b"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"dump", "latest", "a", "-a", "rar"}).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

}  // namespace
}  // namespace tl::cli
