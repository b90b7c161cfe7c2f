#include "infra/engine/filter/path_components.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

using Components = std::vector<std::string_view>;

TEST(PathComponents, AnAbsolutePathBeginsWithTheRoot) {
    EXPECT_EQ(splitPath("/home/user"), (Components{"/", "home", "user"}));
    EXPECT_EQ(splitPath("home/user"), (Components{"home", "user"}));
    EXPECT_EQ(splitPath("home"), (Components{"home"}));
    EXPECT_EQ(splitPath("/"), (Components{"/", ""}));
}

TEST(PathComponents, CleansByTextAlone) {
    EXPECT_EQ(cleanPath(""), ".");
    EXPECT_EQ(cleanPath("."), ".");
    EXPECT_EQ(cleanPath("a/.."), ".");
    EXPECT_EQ(cleanPath("/"), "/");
    EXPECT_EQ(cleanPath("//"), "/");
    EXPECT_EQ(cleanPath("/.."), "/");
    EXPECT_EQ(cleanPath("a//b/./c/"), "a/b/c");
    EXPECT_EQ(cleanPath("/a/b/../../../c"), "/c");
    EXPECT_EQ(cleanPath("../a/../.."), "../..");
    EXPECT_EQ(cleanPath("..."), "...");
}

}  // namespace
}  // namespace tl::engine
