#include "ui/cli/text_table.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "ui/cli/text_format.h"

namespace tl::cli {
namespace {

TextTable makeTable() {
    TextTable table;
    table.addColumn("ID");
    table.addColumn("Paths");
    table.addColumn("Size", Align::Right);
    table.addRow({"1a2b", "/home\n/etc", "12 B"});
    table.addRow({"3c4d", "/a", "1.000 KiB"});
    table.addFoot("2 snapshots");
    return table;
}

TEST(TextTable, AlignsColumnsAndLinesOfCells) {
    EXPECT_EQ(makeTable().format(RowGap::None, 0),
              "ID    Paths       Size\n"
              "----------------------\n"
              "1a2b  /home       12 B\n"
              "      /etc\n"
              "3c4d  /a     1.000 KiB\n"
              "----------------------\n"
              "2 snapshots\n");
}

TEST(TextTable, PutsBlankLinesBetweenRowsOnWish) {
    const std::string text = makeTable().format(RowGap::BlankLine, 0);
    EXPECT_NE(text.find("      /etc\n\n3c4d"), std::string::npos) << text;
}

TEST(TextTable, ShortensTheWidestColumnToFit) {
    TextTable table;
    table.addColumn("ID");
    table.addColumn("Path");
    table.addRow({"1a2b", "/a/very/long/path/that/does/not/fit"});
    const std::string text = table.format(RowGap::None, 20);
    EXPECT_EQ(text,
              "ID    Path\n"
              "--------------------\n"
              "1a2b  /a/very…ot/fit\n"
              "--------------------\n");
}

}  // namespace
}  // namespace tl::cli
