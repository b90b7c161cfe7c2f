#include "infra/engine/filter/pattern_file.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

using Texts = std::vector<std::string>;

std::string lookUp(std::string_view name) {
    return name == "HOME" ? "/home/me" : "";
}

TEST(PatternFile, OnePatternALine) {
    EXPECT_EQ(parsePatternFile("*.o\n  /tmp \r\n\n# a comment\n  # another\n!#x\n a b", lookUp),
              (Texts{"*.o", "/tmp", "!#x", "a b"}));
    EXPECT_EQ(parsePatternFile("", lookUp), Texts{});
}

TEST(PatternFile, ReplacesVariables) {
    EXPECT_EQ(parsePatternFile("$HOME/a\n${HOME}b\n$UNSET\n$$HOME", lookUp),
              (Texts{"/home/me/a", "/home/meb", "", "$HOME"}));
}

TEST(PatternFile, ExpandsAsGoDoes) {
    EXPECT_EQ(expandVariables("a$", lookUp), "a$");
    EXPECT_EQ(expandVariables("$/x", lookUp), "$/x");
    EXPECT_EQ(expandVariables("${}x", lookUp), "x");
    EXPECT_EQ(expandVariables("${x", lookUp), "x");
    EXPECT_EQ(expandVariables("${$}x", lookUp), "$x");
    EXPECT_EQ(expandVariables("$1x$*y", lookUp), "xy");
    EXPECT_EQ(expandVariables("$HOMEx", lookUp), "");
    EXPECT_EQ(expandVariables("${HOME}${HOME}", lookUp), "/home/me/home/me");
    const auto name = [](std::string_view variable) { return "<" + std::string{variable} + ">"; };
    EXPECT_EQ(expandVariables("$A_1é${b c}$$", name), "<A_1>é<b c>$");
}

TEST(PatternFile, MayBeUtf16) {
    using std::string_view_literals::operator""sv;
    EXPECT_EQ(parsePatternFile("\xFF\xFE#\0\n\0x\0"sv, lookUp), Texts{"x"});
    EXPECT_EQ(parsePatternFile("\xEF\xBB\xBF# c\nx", lookUp), Texts{"x"});
}

}  // namespace
}  // namespace tl::engine
