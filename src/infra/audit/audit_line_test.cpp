#include "infra/audit/audit_line.h"

#include <gtest/gtest.h>

namespace tl::audit {
namespace {

AuditEntry sample() {
    AuditEntry entry{.sequence = 17,
                     .time = {1'764'129'491, 123'456'000},
                     .event = {.actor = "anna@laptop",
                               .action = "backup",
                               .object = "/srv/repo \"9f3a\"\n",
                               .result = AuditResult::Incomplete,
                               .details = {{"snapshot", "1a2b"}, {"zeta", ""}, {"alpha", "é"}}}};
    entry.previous.fill(std::byte{0xab});
    return entry;
}

TEST(AuditLineTest, IsReadAsItWasWritten) {
    AuditEntry entry = sample();
    std::string line = writeLine(entry);
    ASSERT_TRUE(line.ends_with("\"}\n"));
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    line.pop_back();
    const LineReading reading = readLine(line);
    EXPECT_TRUE(reading.isHashRight);
    EXPECT_EQ(reading.entry, entry);
}

TEST(AuditLineTest, NoticesEveryChangedByte) {
    AuditEntry entry = sample();
    const std::string line = writeLine(entry);
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        std::string changed = line.substr(0, line.size() - 1);
        changed[i] = static_cast<char>(changed[i] ^ 1);
        const LineReading reading = readLine(changed);
        EXPECT_FALSE(reading.entry && reading.isHashRight) << i;
    }
}

TEST(AuditLineTest, ReplacesWhatIsNotUtf8) {
    AuditEntry entry = sample();
    entry.event.object = "/home/\xff";
    std::string line = writeLine(entry);
    line.pop_back();
    EXPECT_EQ(readLine(line).entry.value().event.object, "/home/\xef\xbf\xbd");
}

TEST(AuditLineTest, StaysShortWhateverItIsGiven) {
    AuditEntry entry = sample();
    const std::string endless(20'000, '\x01');  // Six bytes each as JSON.
    entry.event = {.actor = endless, .action = endless, .object = endless};
    for (int i = 0; i < 100; ++i)
        entry.event.details.emplace_back(std::to_string(i) + endless, endless);
    std::string line = writeLine(entry);
    line.pop_back();
    EXPECT_LE(line.size(), kLineSizeMax);
    EXPECT_TRUE(readLine(line).isHashRight);
}

TEST(AuditLineTest, RefusesWhatItDidNotWrite) {
    AuditEntry entry = sample();
    std::string line = writeLine(entry);
    line.pop_back();
    for (const std::string& text :
         {std::string{}, std::string{"{}"}, line.substr(1), line.substr(0, line.size() - 1),
          line + " ", std::string(kLineSizeMax + 1, '{')})
        EXPECT_FALSE(readLine(text).entry && readLine(text).isHashRight) << text.substr(0, 80);
}

}  // namespace
}  // namespace tl::audit
