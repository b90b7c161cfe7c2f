#include "infra/engine/filter/pattern.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

Pattern compile(std::string_view text) {
    auto pattern = Pattern::compile(text);
    EXPECT_TRUE(pattern) << text;
    return *pattern;
}

bool matches(std::string_view pattern, std::string_view path) {
    return compile(pattern).matches(splitPath(path));
}

bool childMayMatch(std::string_view pattern, std::string_view path) {
    return compile(pattern).childMayMatch(splitPath(path));
}

TEST(Pattern, RelativeFitsAnywhereInThePath) {
    EXPECT_TRUE(matches("cache", "/home/cache"));
    EXPECT_TRUE(matches("cache", "/home/cache/below/it"));
    EXPECT_FALSE(matches("cache", "/home/caches"));
    EXPECT_TRUE(matches("home/*/x", "/srv/home/me/x/y"));
    EXPECT_FALSE(matches("home/x", "/home/me/x"));
    EXPECT_TRUE(matches("cache/", "/home/cache")) << "a file too";
    EXPECT_TRUE(matches("./a/../cache", "/home/cache"));
    EXPECT_TRUE(matches("a", "a"));
}

TEST(Pattern, AbsoluteFitsFromTheRoot) {
    EXPECT_TRUE(matches("/home", "/home"));
    EXPECT_TRUE(matches("/home", "/home/me/file"));
    EXPECT_FALSE(matches("/home", "/srv/home"));
    EXPECT_FALSE(matches("/home/me", "/home"));
    EXPECT_FALSE(matches("/home", "home"));
    EXPECT_TRUE(matches("/*/me", "/home/me"));
}

TEST(Pattern, TwoStarsMatchAnyNumberOfComponents) {
    EXPECT_TRUE(matches("a/**/b", "/a/b"));
    EXPECT_TRUE(matches("a/**/b", "/x/a/y/z/b/c"));
    EXPECT_FALSE(matches("a/**/b", "/b/a"));
    EXPECT_TRUE(matches("a/b/**", "/a/b")) << "the folder itself";
    EXPECT_TRUE(matches("**/b", "/b"));
    EXPECT_TRUE(matches("/a/**/b", "/a/x/b"));
    EXPECT_FALSE(matches("/a/**/b", "/x/a/b"));
    EXPECT_TRUE(matches("**", "/a"));
    EXPECT_FALSE(matches("a**b", "/a/x/b")) << "two stars within a name are one";
    EXPECT_TRUE(matches("a**b", "/axb"));
}

TEST(Pattern, SeveralTwoStarsLeaveRoomForEachOtherAsInRestic) {
    EXPECT_FALSE(matches("a/**/b/**", "a/x/y/b"));
    EXPECT_TRUE(matches("a/**/b/**", "a/x/y/b/c"));
    EXPECT_FALSE(matches("**/**/**", "a"));
    EXPECT_TRUE(matches("**/**", "a"));
}

TEST(Pattern, TheRootIsNoNameForRelativePatterns) {
    EXPECT_TRUE(matches("/", "/"));
    EXPECT_TRUE(matches("/", "/a/b"));
    EXPECT_FALSE(matches("/", "a"));
    EXPECT_FALSE(matches("?", "/"));
    EXPECT_FALSE(matches("[^a]", "/"));
}

TEST(Pattern, LeadingDotsAreNotSpecial) {
    EXPECT_TRUE(matches("*", "/.hidden"));
    EXPECT_TRUE(matches("?git", "/.git"));
}

TEST(Pattern, ExclamationMarkNegates) {
    EXPECT_TRUE(compile("!a").isNegated());
    EXPECT_TRUE(matches("!a", "/a"));
    EXPECT_FALSE(compile("\\!a").isNegated());
    EXPECT_TRUE(matches("\\!a", "/!a"));
}

TEST(Pattern, ChildMayMatchUntilABeginningDiffers) {
    EXPECT_TRUE(childMayMatch("a/b", "/x/y")) << "relative patterns fit anywhere";
    EXPECT_TRUE(childMayMatch("/a/b/c", "/a"));
    EXPECT_TRUE(childMayMatch("/a/b/c", "/a/b"));
    EXPECT_TRUE(childMayMatch("/a/b", "/a/b/c"));
    EXPECT_FALSE(childMayMatch("/a/b/c", "/b"));
    EXPECT_FALSE(childMayMatch("/a/b/c", "/a/c"));
    EXPECT_TRUE(childMayMatch("/a/**/c", "/a/x/y"));
    EXPECT_FALSE(childMayMatch("/a/**/c", "/x"));
    EXPECT_TRUE(childMayMatch("/", "/x"));
}

TEST(Pattern, RefusesMalformedComponents) {
    EXPECT_FALSE(Pattern::compile("a/[b/c]"));
    EXPECT_FALSE(Pattern::compile("!/a/b\\"));
}

TEST(Pattern, DeepPathsAndManyWildcardsTakeNoExponentialTime) {
    std::string path;
    std::string pattern;
    for (int i = 0; i < 300; ++i)
        path += "/a";
    for (int i = 0; i < 100; ++i)
        pattern += "**/a/";
    EXPECT_FALSE(matches(pattern + "b", path));
}

}  // namespace
}  // namespace tl::engine
