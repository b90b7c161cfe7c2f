#include "infra/audit/audit_files.h"

#include <gtest/gtest.h>

#include "infra/audit/audit_line.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::audit {
namespace {

class AuditFilesTest : public testing::Test {
  protected:
    const std::string& folder() { return folder_.path(); }

    std::vector<SegmentLine> linesOf(const std::string& content) {
        writeFile(segmentPath(folder(), 1), content);
        std::vector<SegmentLine> lines;
        forEachLine(segmentPath(folder(), 1), [&](const SegmentLine& line) {
            texts_.emplace_back(line.text);
            lines.push_back(line);
            return true;
        });
        return lines;
    }

    std::vector<std::string> texts_;

  private:
    TemporaryDirectory folder_;
};

TEST_F(AuditFilesTest, ReadsTheHeadItWrote) {
    AuditHead head{.sequence = 12, .segment = 3, .sizeBytes = 4567};
    head.hash.fill(std::byte{0x5c});
    EXPECT_EQ(parseHead(headText(head)), head);
    // A shorter head over a longer one.
    EXPECT_EQ(parseHead(headText(head) + "34 \n"), head);
    EXPECT_EQ(readHead(folder()), std::nullopt);
    writeFile(headPath(folder()), headText(head));
    EXPECT_EQ(readHead(folder()), head);
}

TEST_F(AuditFilesTest, RefusesAHeadThatItDidNotWrite) {
    const std::string hash(64, 'a');
    for (const std::string& text :
         {std::string{}, std::string{"1 2 3"}, "1 2 " + hash, "0 2 3 " + hash + " \n",
          "1 -2 3 " + hash + " \n", "1 2 3 " + hash.substr(1) + "g \n",
          "99999999999999999999 2 3 " + hash})
        EXPECT_EQ(parseHead(text), std::nullopt) << text;
}

TEST_F(AuditFilesTest, ListsSegmentsAndNothingElse) {
    EXPECT_TRUE(listSegments(folder() + "/missing").empty());
    for (const char* name : {"audit-00000002.jsonl", "audit-00000010.jsonl", "audit-00000001.jsonl",
                             "audit-00000000.jsonl", "audit-1.jsonl", "audit-0000000x.jsonl",
                             "audit-00000003.jsonl.gz", "head", "lock"})
        writeFile(folder() + "/" + name, "");
    EXPECT_EQ(listSegments(folder()), (std::vector<std::uint32_t>{1, 2, 10}));
}

TEST_F(AuditFilesTest, TellsWhereEachLineStands) {
    const auto lines = linesOf("one\n\nthree\nfour");
    EXPECT_EQ(texts_, (std::vector<std::string>{"one", "", "three", "four"}));
    EXPECT_EQ(lines[2].number, 3U);
    EXPECT_EQ(lines[2].offset, 5U);
    EXPECT_TRUE(lines[2].hasNewline);
    EXPECT_EQ(lines[3].offset, 11U);
    EXPECT_FALSE(lines[3].hasNewline);
    EXPECT_TRUE(linesOf("").empty());
}

TEST_F(AuditFilesTest, ReadsLinesOverTheBordersOfItsBlocks) {
    std::string content;
    for (int i = 0; i < 20'000; ++i)
        content += std::string(static_cast<std::size_t>(i % 97), 'x') + "\n";
    const auto lines = linesOf(content);
    ASSERT_EQ(lines.size(), 20'000U);
    for (std::size_t i = 0; i < lines.size(); ++i)
        ASSERT_EQ(texts_[i].size(), i % 97);
}

TEST_F(AuditFilesTest, KeepsNoMoreOfAnEndlessLineThanOneMayHave) {
    const std::string endless(3 * kLineSizeMax + 5, 'x');
    const auto lines = linesOf(endless + "\nnext\n");
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(texts_[0].size(), kLineSizeMax);
    EXPECT_EQ(lines[0].sizeBytes, endless.size());
    EXPECT_EQ(lines[1].offset, endless.size() + 1);
    EXPECT_EQ(texts_[1], "next");
}

}  // namespace
}  // namespace tl::audit
