#include "ui/cli/manual/roff.h"

#include <gtest/gtest.h>

namespace tl::cli {
namespace {

TEST(Roff, ShowsTextAsItIs) {
    EXPECT_EQ(roffText("--keep-daily n"), "\\-\\-keep\\-daily n");
    EXPECT_EQ(roffText(R"(a\b 'c' "d" ~e ^f `g`)"),
              "a\\eb \\(aqc\\(aq \\(dqd\\(dq \\(tie \\(haf \\(gag\\(ga");
    EXPECT_EQ(roffText(".TH"), "\\&.TH") << "no command";
    EXPECT_EQ(roffText("'x"), "\\&\\(aqx");
    EXPECT_EQ(roffText(""), "");
}

TEST(Roff, IsAsciiAlone) {
    EXPECT_EQ(roffText("…größe€"), "\\[u2026]gr\\[u00F6]\\[u00DF]e\\[u20AC]");
    EXPECT_EQ(roffText("😀"), "\\[u1F600]");
    EXPECT_EQ(roffText("cut \xC3"), "cut \\[u00C3]") << "what is cut off is no reason to fail";
}

TEST(Roff, HasFontsAndArguments) {
    EXPECT_EQ(roffBold("-a"), "\\fB\\-a\\fR");
    EXPECT_EQ(roffItalic("file"), "\\fIfile\\fR");
    EXPECT_EQ(roffBold(""), "");
    EXPECT_EQ(roffArgument("say \"x\""), "\"say \\(dqx\\(dq\"");
}

TEST(Roff, MakesParagraphs) {
    EXPECT_EQ(roffParagraphs("One `tl x`\nand `two`.\n\nNext."),
              "One \\fBtl x\\fR\nand \\fBtwo\\fR\\&.\n.PP\nNext.\n");
    EXPECT_EQ(roffParagraphs("Signs:\n  +  added\n  -  gone\n\nBut"),
              "Signs:\n.PP\n.nf\n  +  added\n  \\-  gone\n.fi\n.PP\nBut\n");
    EXPECT_EQ(roffParagraphs("  only"), ".PP\n.nf\n  only\n.fi\n.PP\n");
    EXPECT_EQ(roffParagraphs(""), "");
}

}  // namespace
}  // namespace tl::cli
