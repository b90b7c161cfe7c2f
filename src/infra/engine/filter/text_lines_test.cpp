#include "infra/engine/filter/text_lines.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

using std::string_view_literals::operator""sv;
using Lines = std::vector<std::string_view>;

TEST(TextLines, TakesOffByteOrderMarksAndConvertsUtf16) {
    EXPECT_EQ(decodeText("plain \xFF"), "plain \xFF");
    EXPECT_EQ(decodeText("\xEF\xBB\xBFmärz"), "märz");
    EXPECT_EQ(decodeText("\xFF\xFE\xE4\x00\x3D\xD8\x00\xDE"sv), "ä😀");
    EXPECT_EQ(decodeText("\xFE\xFF\x00\xE4\xD8\x3D\xDE\x00"sv), "ä😀");
    EXPECT_EQ(decodeText("\xFF\xFE"), "");
}

TEST(TextLines, ReplacesBrokenUtf16) {
    EXPECT_EQ(decodeText("\xFE\xFF\xD8\x3D\x00\x61"sv),
              "\xEF\xBF\xBD"
              "a")
        << "half a pair";
    EXPECT_EQ(decodeText("\xFE\xFF\xDE\x00"sv), "\xEF\xBF\xBD") << "the other half";
    EXPECT_EQ(decodeText("\xFE\xFF\xD8\x3D"), "\xEF\xBF\xBD") << "cut between halves";
    EXPECT_EQ(decodeText("\xFE\xFF\x00\x61\x62"sv), "a\xEF\xBF\xBD") << "half a unit";
}

TEST(TextLines, CutsAtNewlines) {
    EXPECT_EQ(splitLines(""), Lines{});
    EXPECT_EQ(splitLines("a\r\n\n b\r\r\nc"), (Lines{"a", "", " b\r", "c"}));
    EXPECT_EQ(splitLines("a\n"), Lines{"a"});
}

TEST(TextLines, TrimsUnicodeSpaceAtBothEnds) {
    EXPECT_EQ(trimSpace(" \t\v\f\r a b \n"), "a b");
    EXPECT_EQ(trimSpace("\u00A0\u2003x\u3000\u2028\u0085"), "x");
    EXPECT_EQ(trimSpace("\x85 x \x85"), "\x85 x \x85") << "bytes that are not UTF-8 stay";
    EXPECT_EQ(trimSpace("\0"sv), "\0"sv);
    EXPECT_EQ(trimSpace(" \t"), "");
    EXPECT_EQ(trimSpace(""), "");
}

}  // namespace
}  // namespace tl::engine
