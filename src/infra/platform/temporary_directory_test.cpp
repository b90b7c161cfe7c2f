#include "infra/platform/temporary_directory.h"

#include <gtest/gtest.h>

#include "infra/platform/file_system.h"

namespace tl {
namespace {

TEST(TemporaryDirectory, LivesAsLongAsItsObject) {
    std::string path;
    {
        const TemporaryDirectory folder;
        path = folder.path();
        makeDirectory(folder / "sub", 0700);
        writeFile(folder / "sub/file", "x");
        EXPECT_EQ(readStatus(path, Follow::No).permissionBits, 0700U);
    }
    EXPECT_FALSE(exists(path));
}

TEST(TemporaryDirectory, IsItsOwn) {
    const TemporaryDirectory first;
    const TemporaryDirectory second;
    EXPECT_NE(first.path(), second.path());
}

}  // namespace
}  // namespace tl
