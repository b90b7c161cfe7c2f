#include "infra/errors/printable.h"

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(Printable, KeepsPlainTextAndUtf8) {
    EXPECT_EQ(quoted("/home/zoë/日本/😀"), "\"/home/zoë/日本/😀\"");
    EXPECT_EQ(quoted(""), "\"\"");
}

TEST(Printable, EscapesQuotesAndControlBytes) {
    EXPECT_EQ(quoted("a\"b\\c\nd\te\x1b[31m\x7f"), R"("a\"b\\c\nd\te\x1b[31m\x7f")");
    EXPECT_EQ(quoted(std::string_view{"a\0b", 3}), R"("a\x00b")");
}

TEST(Printable, EscapesControlCharactersWrittenAsUtf8) {
    EXPECT_EQ(quoted("\xc2\x9b[31m"), R"("\xc2\x9b[31m")");
}

TEST(Printable, EscapesWhatIsNotUtf8) {
    EXPECT_EQ(quoted("\xff"), R"("\xff")");
    EXPECT_EQ(quoted("\xc3"), R"("\xc3")");
    EXPECT_EQ(quoted("\xc0\xaf"), R"("\xc0\xaf")");          // overlong
    EXPECT_EQ(quoted("\xed\xa0\x80"), R"("\xed\xa0\x80")");  // a surrogate
    EXPECT_EQ(quoted("\xf4\x90\x80\x80"), R"("\xf4\x90\x80\x80")");
}

TEST(WithoutControls, KeepsTheLayoutAndEscapesWhatSteersATerminal) {
    EXPECT_EQ(withoutControls("a \"b\" \\ ä\n\tc\n"), "a \"b\" \\ ä\n\tc\n");
    EXPECT_EQ(withoutControls("\x1b[2J\r\x7f"), "\\x1b[2J\\x0d\\x7f");
    EXPECT_EQ(withoutControls("\xc2\x9b\xff"), "\\xc2\\x9b\\xff");
    EXPECT_EQ(withoutControls(""), "");
}

TEST(OnOneLine, EscapesTheLayoutToo) {
    EXPECT_EQ(onOneLine("a \"b\" \\ ä\n\tc\x1b"), "a \"b\" \\ ä\\n\\tc\\x1b");
}

}  // namespace
}  // namespace tl
