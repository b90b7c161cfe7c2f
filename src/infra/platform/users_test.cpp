#include "infra/platform/users.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(UserNames, KnowsRootInBothDirections) {
    UserNames names;
    EXPECT_EQ(names.userName(0), "root");
    EXPECT_EQ(names.groupName(0), "root");
    EXPECT_EQ(names.userId("root"), 0U);
    EXPECT_EQ(names.groupId("root"), 0U);
    EXPECT_EQ(names.userName(0), "root") << "from memory";
}

TEST(UserNames, TheUnknownHasNone) {
    UserNames names;
    EXPECT_EQ(names.userName(3'999'999'999), "");
    EXPECT_EQ(names.groupName(3'999'999'999), "");
    EXPECT_FALSE(names.userId("no such user").has_value());
    EXPECT_FALSE(names.groupId("no such group").has_value());
    EXPECT_FALSE(names.userId("").has_value());
}

}  // namespace
}  // namespace tl
