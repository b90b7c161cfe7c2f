#include "infra/plugins/plugin_files.h"

#include <gtest/gtest.h>

#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::plugins {
namespace {

TEST(PluginFiles, OthersMayChangeNeitherFileNorFolder) {
    const TemporaryDirectory folder;
    const std::string path = folder / "program";
    writeFile(path, "#!/bin/sh\n");
    EXPECT_EQ(findUnsafe(path), "");
    setPermissions(path, 0666);
    EXPECT_NE(findUnsafe(path).find("chmod go-w"), std::string::npos);
    setPermissions(path, 0644);
    setPermissions(folder.path(), 0777);
    EXPECT_NE(findUnsafe(path).find("others can change"), std::string::npos);
    setPermissions(folder.path(), 01777);
    EXPECT_EQ(findUnsafe(path), "") << "in a sticky folder, each changes their own";
    EXPECT_EQ(findUnsafe(folder / "nothing"), "");
}

TEST(PluginFiles, FindsProgramsByPathFolderAndName) {
    const TemporaryDirectory folder;
    const std::string path = folder / "program";
    writeFile(path, "#!/bin/sh\n");
    EXPECT_EQ(findProgram("./program", folder.path()), "") << "it cannot be run";
    setPermissions(path, 0755);
    EXPECT_EQ(findProgram("./program", folder.path()), folder.path() + "/./program");
    EXPECT_EQ(findProgram(path, "/elsewhere"), path);
    EXPECT_EQ(findProgram("program", folder.path()), "") << "a mere name is looked for in PATH";
    EXPECT_TRUE(findProgram("sh", "").ends_with("/sh"));
    EXPECT_EQ(findProgram(folder.path(), ""), "") << "a folder is no program";
}

}  // namespace
}  // namespace tl::plugins
