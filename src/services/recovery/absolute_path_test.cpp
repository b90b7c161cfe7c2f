#include "services/recovery/absolute_path.h"

#include <gtest/gtest.h>

namespace tl::services {
namespace {

TEST(AbsolutePath, IsWithinAFolderByWholeNames) {
    EXPECT_TRUE(isWithin("/home/me", "/home"));
    EXPECT_TRUE(isWithin("/home", "/home"));
    EXPECT_TRUE(isWithin("/home", "/"));
    EXPECT_TRUE(isWithin("/home/me", "/home/"));
    EXPECT_FALSE(isWithin("/homestead", "/home"));
    EXPECT_FALSE(isWithin("/home", "/home/me"));
}

TEST(AbsolutePath, HasAFolderAboveIt) {
    EXPECT_EQ(folderAbove("/home/me"), "/home");
    EXPECT_EQ(folderAbove("/home"), "/");
    EXPECT_EQ(folderAbove("/"), "/");
}

}  // namespace
}  // namespace tl::services
