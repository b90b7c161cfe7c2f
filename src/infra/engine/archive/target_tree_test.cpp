#include "infra/engine/archive/target_tree.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

/// Every folder has the entries "one" and "two".
std::vector<std::string> listTwo(const std::string&) {
    return {"two", "one"};
}

TargetNode build(const std::vector<std::string>& targets) {
    return buildTargetTree(targets, listTwo);
}

TEST(TargetTree, AbsoluteTargetStandsBelowItsFolders) {
    const TargetNode top = build({"/a/b/c"});
    const TargetNode& a = top.children.at("a");
    EXPECT_FALSE(a.isTarget);
    EXPECT_EQ(a.path, "/a");
    const TargetNode& c = a.children.at("b").children.at("c");
    EXPECT_TRUE(c.isTarget);
    EXPECT_EQ(c.path, "/a/b/c");
}

TEST(TargetTree, RelativeTargetKeepsItsPathWithoutLeadingDots) {
    const TargetNode top = build({"../../x/f"});
    const TargetNode& x = top.children.at("x");
    EXPECT_EQ(x.path, "../../x");
    EXPECT_EQ(x.children.at("f").path, "../../x/f");
}

TEST(TargetTree, SameNameFromOtherBasesIsNumbered) {
    const TargetNode top = build({"x", "/x", "../x"});
    EXPECT_EQ(top.children.at("x").path, "x");
    EXPECT_EQ(top.children.at("x-1").path, "/x");
    EXPECT_EQ(top.children.at("x-2").path, "../x");
}

TEST(TargetTree, TargetsWithoutANameBecomeTheirEntries) {
    const TargetNode top = build({"."});
    ASSERT_EQ(top.children.size(), 2U);
    EXPECT_EQ(top.children.at("one").path, "one");
    EXPECT_FALSE(top.children.at("one").isExplicit);
    EXPECT_EQ(build({"/"}).children.at("two").path, "/two");
    EXPECT_EQ(build({".."}).children.at("two").path, "../two");
}

TEST(TargetTree, OverlappingTargetsAreExpanded) {
    const TargetNode top = build({"x", "x/one"});
    const TargetNode& x = top.children.at("x");
    EXPECT_FALSE(x.isTarget);
    EXPECT_EQ(x.path, "x");
    ASSERT_EQ(x.children.size(), 2U);
    EXPECT_TRUE(x.children.at("one").isTarget);
    EXPECT_TRUE(x.children.at("one").isExplicit);
    EXPECT_TRUE(x.children.at("two").isTarget);
    EXPECT_FALSE(x.children.at("two").isExplicit);
}

TEST(TargetTree, DuplicatesAfterCleaningAreOne) {
    EXPECT_EQ(build({"x/", "./x", "x/../x"}).children.size(), 1U);
}

TEST(TargetTree, DifferentTargetsAreMerged) {
    const TargetNode top = build({"/a/b", "/a/c"});
    EXPECT_EQ(top.children.at("a").children.size(), 2U);
}

}  // namespace
}  // namespace tl::engine
