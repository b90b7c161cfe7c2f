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
    entry.salt.fill(std::byte{0x5a});
    return entry;
}

/// Without its newline.
std::string sampleLine() {
    AuditEntry entry = sample();
    std::string line = writeLine(entry);
    line.pop_back();
    return line;
}

TEST(AuditLineTest, IsReadAsItWasWritten) {
    AuditEntry entry = sample();
    std::string line = writeLine(entry);
    ASSERT_TRUE(line.ends_with("}}}\n"));
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    line.pop_back();
    const LineReading reading = readLine(line);
    EXPECT_TRUE(reading.isHashRight);
    EXPECT_EQ(reading.entry, entry);
}

TEST(AuditLineTest, NoticesEveryChangedByte) {
    for (const std::string& line : {sampleLine(), eraseLine(sampleLine())}) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            std::string changed = line;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            const LineReading reading = readLine(changed);
            EXPECT_FALSE(reading.entry && reading.isHashRight) << i;
        }
    }
}

TEST(AuditLineTest, LosesThePersonAndKeepsItsPlace) {
    AuditEntry entry = sample();
    const std::string line = sampleLine();
    (void)writeLine(entry);
    const std::string erased = eraseLine(line);
    EXPECT_EQ(erased.size(), line.size());
    for (const char* gone : {"anna", "srv", "1a2b", "zeta", "5a5a"})
        EXPECT_EQ(erased.find(gone), std::string::npos) << gone;
    const LineReading reading = readLine(erased);
    EXPECT_TRUE(reading.isHashRight);
    AuditEntry left = entry;
    left.isErased = true;
    left.salt = {};
    left.event = {.action = entry.event.action, .result = entry.event.result};
    EXPECT_EQ(reading.entry, left);
}

TEST(AuditLineTest, LetsNobodyPutAnotherPersonThere) {
    AuditEntry entry = sample();
    const std::string line = sampleLine();
    entry.event.actor = "ben@laptop";
    std::string other = writeLine(entry);
    other.pop_back();
    const std::size_t person = line.find(R"("person":)");
    const std::string forged = line.substr(0, person) + other.substr(other.find(R"("person":)"));
    EXPECT_EQ(readLine(forged).entry.value().event.actor, "ben@laptop");
    EXPECT_FALSE(readLine(forged).isHashRight);
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
