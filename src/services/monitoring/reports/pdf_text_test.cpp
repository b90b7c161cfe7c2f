#include "services/monitoring/reports/pdf_text.h"

#include <gtest/gtest.h>

#include "infra/errors/valid_utf8.h"

namespace tl::services {

namespace {

class PdfTextTest : public testing::Test {
  protected:
    std::vector<std::string> lines(std::string_view text, double width, std::size_t most = 9) {
        return linesOf(text, width, most, style_, canvas_);
    }

    PdfCanvas canvas_{"a test", {}};
    PdfStyle style_{.size = 10};
};

TEST_F(PdfTextTest, BreaksAtBlanks) {
    const double width = canvas_.widthOf("some words", style_);
    EXPECT_EQ(lines("some words that do not fit", width + 1),
              (std::vector<std::string>{"some words", "that do not", "fit"}));
    EXPECT_EQ(lines("", width), (std::vector<std::string>{""}));
    EXPECT_EQ(lines("two\nlines", 500), (std::vector<std::string>{"two", "lines"}));
}

TEST_F(PdfTextTest, BreaksALongWordAndLosesNothing) {
    const std::string word(500, 'w');
    std::string all;
    for (const std::string& line : lines(word, 100, 999)) {
        EXPECT_LE(canvas_.widthOf(line, style_), 100);
        all += line;
    }
    EXPECT_EQ(all, word);
}

TEST_F(PdfTextTest, SaysWhereItLeavesSomethingOut) {
    const auto cut = lines(std::string(500, 'w'), 100, 2);
    ASSERT_EQ(cut.size(), 2U);
    EXPECT_TRUE(cut[1].ends_with(canvas_.hasUnicode() ? "…" : "...")) << cut[1];
    EXPECT_LE(canvas_.widthOf(cut[1], style_), 100);
}

TEST_F(PdfTextTest, NeverCutsACharacterInTwo) {
    std::string text;
    for (int i = 0; i < 200; ++i)
        text += "ä€";
    for (const std::string& line : lines(text, 77, 3))
        EXPECT_EQ(withValidUtf8(line), line);
}

TEST_F(PdfTextTest, FillsAColumnThatIsTooNarrowForALetter) {
    EXPECT_EQ(lines("abc", 0.5), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(PdfCanvas, DoesWithoutFontsThatAreNotThere) {
    PdfCanvas canvas{"a test", {.plain = "/nowhere.ttf", .bold = "/dev/null"}};
    EXPECT_FALSE(canvas.hasUnicode());
    canvas.text(50, 50, {.size = 10}, "größe, 大きさ, 😀");
    canvas.addSheet();
    EXPECT_EQ(canvas.sheetCount(), 2U);
    EXPECT_TRUE(canvas.save().starts_with("%PDF-"));
}

}  // namespace

}  // namespace tl::services
