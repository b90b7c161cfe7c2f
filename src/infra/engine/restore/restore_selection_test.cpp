#include "infra/engine/restore/restore_selection.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

TEST(RestoreSelection, WithoutPatternsEverythingIsSelected) {
    const RestoreSelection selection;
    EXPECT_TRUE(selection.isEverything());
    EXPECT_TRUE(selection.decide("/a").isSelected);
    EXPECT_TRUE(selection.selectsAttribute("user.a"));
}

TEST(RestoreSelection, IncludesSayWhereToLook) {
    RestorePatterns patterns;
    patterns.includes = {"/a/b"};
    const RestoreSelection selection{patterns};
    EXPECT_FALSE(selection.isEverything());
    EXPECT_FALSE(selection.decide("/a").isSelected);
    EXPECT_TRUE(selection.decide("/a").childMayBeSelected);
    EXPECT_TRUE(selection.decide("/a/b/c").isSelected);
    EXPECT_FALSE(selection.decide("/x").childMayBeSelected);
}

TEST(RestoreSelection, EitherListOfIncludesIsEnough) {
    RestorePatterns patterns;
    patterns.includes = {"*.c"};
    patterns.includesIgnoringCase = {"*.TXT"};
    const RestoreSelection selection{patterns};
    EXPECT_TRUE(selection.decide("/a.c").isSelected);
    EXPECT_TRUE(selection.decide("/a.txt").isSelected);
    EXPECT_FALSE(selection.decide("/a.C").isSelected);
}

TEST(RestoreSelection, WhatIsExcludedIsNotEntered) {
    RestorePatterns patterns;
    patterns.excludes = {"/a", "!/a/b"};
    const RestoreSelection selection{patterns};
    EXPECT_FALSE(selection.decide("/a").childMayBeSelected);
    EXPECT_TRUE(selection.decide("/x").isSelected);
}

TEST(RestoreSelection, AttributesHaveTheirOwnPatterns) {
    RestorePatterns including;
    including.includeAttributes = {"user.*"};
    EXPECT_TRUE(RestoreSelection{including}.selectsAttribute("user.a"));
    EXPECT_FALSE(RestoreSelection{including}.selectsAttribute("trusted.a"));
    RestorePatterns excluding;
    excluding.excludeAttributes = {"user.*"};
    EXPECT_FALSE(RestoreSelection{excluding}.selectsAttribute("user.a"));
    EXPECT_TRUE(RestoreSelection{excluding}.selectsAttribute("trusted.a"));
    EXPECT_TRUE(RestoreSelection{excluding}.isEverything()) << "files are meant";
}

TEST(RestoreSelection, IncludesAndExcludesCannotBeCombined) {
    RestorePatterns patterns;
    patterns.includes = {"a"};
    patterns.excludesIgnoringCase = {"b"};
    EXPECT_THROW(RestoreSelection{patterns}, Error);
    RestorePatterns attributes;
    attributes.includeAttributes = {"a"};
    attributes.excludeAttributes = {"b"};
    EXPECT_THROW(RestoreSelection{attributes}, Error);
}

}  // namespace
}  // namespace tl::engine
