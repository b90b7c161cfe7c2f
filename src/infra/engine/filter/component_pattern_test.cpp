#include "infra/engine/filter/component_pattern.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

bool matches(std::string_view pattern, std::string_view name) {
    const auto compiled = ComponentPattern::compile(pattern);
    EXPECT_TRUE(compiled) << pattern;
    return compiled && compiled->matches(name);
}

struct Case {
    std::string_view pattern;
    std::string_view name;
    bool isMatch;
};

// What filepath.Match of go1.19 says.
constexpr Case kCases[] = {
    {"", "", true},
    {"", "a", false},
    {"abc", "abc", true},
    {"abc", "abcd", false},
    {"*", "", true},
    {"*", "anything", true},
    {"*", ".hidden", true},
    {"*.c", "a.c", true},
    {"*.c", ".c", true},
    {"*.c", "a.cc", false},
    {"a*", "a", true},
    {"a*", "ba", false},
    {"a*b", "ab", true},
    {"a*b", "a*bb", true},
    {"a*b*c", "abxcbc", true},
    {"a*b*c", "acb", false},
    {"**", "ab", true},
    {"a**b", "axb", true},
    {"*a*", "xay", true},
    {"*aab", "aaab", true},
    {"*[ab]c", "abc", true},
    {"?", "", false},
    {"?", "a", true},
    {"?", "é", true},
    {"?", "日", true},
    {"??", "é", false},
    {"?", "\xFF", true},
    {"??", "\xE6\x97", true},
    {"*?", "é", true},
    {"*??", "é", false},
    {"[abc]", "b", true},
    {"[^abc]", "b", false},
    {"[^abc]", "", false},
    {"[a-c]", "b", true},
    {"[c-a]", "b", false},
    {"[a-cx]", "x", true},
    {"[é-ü]", "ö", true},
    {"[é-ü]", "o", false},
    {"[^a]", "é", true},
    {"[\xEF\xBF\xBD]", "\xFF", true},
    {"[\\]]", "]", true},
    {"[\\-x]", "-", true},
    {"[x\\-]", "-", true},
    {"[\\^]", "^", true},
    {"[a^]", "^", true},
    {"[*]", "*", true},
    {"[?]", "?", true},
    {"[[]", "[", true},
    {"]", "]", true},
    {"a]b", "a]b", true},
    {"-", "-", true},
    {"^", "^", true},
    {"\\*", "*", true},
    {"\\*", "a", false},
    {"\\a", "a", true},
    {"\\\\", "\\", true},
    {"\\é", "é", true},
    {"*\\*", "a*", true},
    {"\xFF*", "\xFF\xFE", true},
    {"*\x97", "\xE6\x97", true},
};

TEST(ComponentPattern, MatchesAsGoDoes) {
    for (const auto& [pattern, name, isMatch] : kCases) {
        EXPECT_EQ(matches(pattern, name), isMatch) << pattern << " on " << name;
    }
}

TEST(ComponentPattern, RefusesMalformedPatterns) {
    for (const std::string_view pattern :
         {"[",       "[]",  "[^",   "[^]", "[a",  "[a-", "[a-]", "[-a]",  "[]a]",   "[^]a]",
          "[a-b-c]", "[\\", "[\\]", "\\",  "a\\", "*\\", "a*[",  "*[]*]", "[\xFF]", "[a-\xFF]"})
        EXPECT_FALSE(ComponentPattern::compile(pattern)) << pattern;
}

TEST(ComponentPattern, FindsErrorsBehindWhatMatches) {
    EXPECT_FALSE(ComponentPattern::compile("abc*[x"));
    EXPECT_FALSE(ComponentPattern::compile("[ab]*["));
}

TEST(ComponentPattern, LiteralTakesSignsAsTheyAre) {
    EXPECT_TRUE(ComponentPattern::literal("a*[").matches("a*["));
    EXPECT_FALSE(ComponentPattern::literal("a*[").matches("ab["));
}

TEST(ComponentPattern, ManyStarsTakeNoExponentialTime) {
    std::string pattern;
    for (int i = 0; i < 100; ++i)
        pattern += "*a";
    EXPECT_FALSE(matches(pattern + "*b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace tl::engine
