#include "infra/engine/filter/pattern_list.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

using Texts = std::vector<std::string>;

PatternDecision decide(const Texts& patterns, std::string_view path) {
    return PatternList{patterns}.decide(path);
}

TEST(PatternList, AnEmptyListMatchesNothing) {
    EXPECT_TRUE(PatternList{}.isEmpty());
    EXPECT_TRUE(PatternList{Texts{""}}.isEmpty());
    EXPECT_EQ(PatternList{}.decide("/a"), PatternDecision{});
}

TEST(PatternList, AnyPatternMayMatch) {
    const Texts patterns{"*.o", "/tmp"};
    EXPECT_TRUE(decide(patterns, "/src/a.o").isMatched);
    EXPECT_TRUE(decide(patterns, "/tmp/x").isMatched);
    EXPECT_FALSE(decide(patterns, "/src/a.c").isMatched);
}

TEST(PatternList, ALaterExclamationMarkTakesBack) {
    const Texts patterns{"/a/*", "!/a/keep.txt", "keep.txt.old"};
    EXPECT_TRUE(decide(patterns, "/a/other.txt").isMatched);
    EXPECT_FALSE(decide(patterns, "/a/keep.txt").isMatched);
    EXPECT_TRUE(decide({"!/a/keep.txt", "/a/*"}, "/a/keep.txt").isMatched) << "too early";
}

TEST(PatternList, ChildMayMatchWhenOnePatternSaysSo) {
    EXPECT_EQ(decide({"/a/b/c"}, "/a"),
              (PatternDecision{.isMatched = false, .childMayMatch = true}));
    EXPECT_EQ(decide({"/a/b/c", "/x"}, "/y"), PatternDecision{});
    EXPECT_EQ(decide({"/a"}, "/a"), (PatternDecision{.isMatched = true, .childMayMatch = true}));
    EXPECT_EQ(decide({"/a", "!/a/b"}, "/a/b"), PatternDecision{});
    EXPECT_EQ(decide({"!x"}, "/a"), PatternDecision{});
}

TEST(PatternList, LetterCaseCanBeIgnored) {
    const PatternList list{Texts{"*.JPG", "Über", "[A-C]x"}, LetterCase::Ignored};
    EXPECT_TRUE(list.decide("/a/b.jpg").isMatched);
    EXPECT_TRUE(list.decide("/a/b.Jpg").isMatched);
    EXPECT_TRUE(list.decide("/ÜBER/x").isMatched);
    EXPECT_TRUE(list.decide("/Bx").isMatched);
    EXPECT_FALSE(decide({"*.JPG"}, "/a/b.jpg").isMatched);
}

TEST(PatternList, AnEmptyPathIsNeverMatched) {
    EXPECT_EQ(decide({"**", "/"}, ""), PatternDecision{});
}

TEST(PatternList, NamesAllMalformedPatterns) {
    try {
        const PatternList list{Texts{"good", "bad[", "", "a/\\"}};
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        const std::string message = error.what();
        EXPECT_NE(message.find("bad["), std::string::npos) << message;
        EXPECT_NE(message.find("a/\\"), std::string::npos) << message;
        EXPECT_EQ(message.find("good"), std::string::npos) << message;
    }
    EXPECT_NO_THROW(validatePatterns(Texts{"a", "", "!b/**"}));
}

}  // namespace
}  // namespace tl::engine
