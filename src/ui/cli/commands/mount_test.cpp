#include "ui/cli/commands/mount.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

TEST(MountCommand, PassesOnItsArguments) {
    FakeCore core;
    const CliResult result =
        runFakeCli(core, {"mount", "/mnt", "--allow-other", "--no-default-permissions",
                          "--owner-root", "--path-template", "a/%T", "--path-template", "%i",
                          "--time-template", "2006", "-H", "h"});
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_EQ(core.mount.folder, "/mnt");
    EXPECT_TRUE(core.mount.isForAllUsers);
    EXPECT_FALSE(core.mount.isCheckingPermissions);
    EXPECT_TRUE(core.mount.isOwnedByRoot);
    EXPECT_EQ(core.mount.pathTemplates, (std::vector<std::string>{"a/%T", "%i"}));
    EXPECT_EQ(core.mount.timeTemplate, "2006");
    EXPECT_EQ(core.mount.filter.hosts, std::vector<std::string>{"h"});
    EXPECT_NE(result.output.find("Now serving the repository at /mnt\n"), std::string::npos);
}

TEST(MountCommand, ChecksPermissionsUnlessTold) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"mount", "/mnt", "-q"}).output, "");
    EXPECT_TRUE(core.mount.isCheckingPermissions);
    EXPECT_FALSE(core.mount.isForAllUsers);
}

TEST(MountCommand, TakesOneFolder) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"mount"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"mount", "a", "b"}).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

}  // namespace
}  // namespace tl::cli
