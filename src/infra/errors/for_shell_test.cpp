#include "infra/errors/for_shell.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(ForShell, IsOneWordThatDoesNothing) {
    EXPECT_EQ(forShell("/a b/$(id)`id`\"\\"), "'/a b/$(id)`id`\"\\'");
    EXPECT_EQ(forShell("it's"), R"('it'\''s')");
    EXPECT_EQ(forShell("a\n\x1b\xff'\\$x"), R"($'a\n\x1b\xff\'\\$x')");
    EXPECT_EQ(forShell(""), "''");
}

}  // namespace
}  // namespace tl
