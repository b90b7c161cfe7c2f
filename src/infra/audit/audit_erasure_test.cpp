#include "infra/audit/audit_erasure.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "infra/audit/audit_files.h"
#include "infra/audit/audit_line.h"
#include "infra/audit/audit_log.h"
#include "infra/audit/audit_verification.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "tests/support/counting_clock.h"

namespace tl::audit {
namespace {

constexpr std::uint64_t kEntries = 40;

/// A log of two people in turn, in several segments.
class AuditErasureTest : public testing::Test {
  protected:
    AuditErasureTest() {
        for (std::uint64_t i = 0; i < kEntries; ++i)
            log_.append({.actor = i % 2 == 0 ? "anna@laptop" : "ben@laptop",
                         .action = "backup",
                         .object = "/home/" + std::string{i % 2 == 0 ? "anna" : "ben"}});
    }

    [[nodiscard]] const std::string& folder() const { return folder_.path(); }
    [[nodiscard]] AuditVerification verify(std::span<const KnownEntry> known = {}) const {
        return verifyLog(folder(), known, {});
    }
    [[nodiscard]] std::string content() const {
        std::string all;
        for (const std::uint32_t segment : listSegments(folder()))
            all += readFile(segmentPath(folder(), segment), 1U << 20U);
        return all;
    }
    std::uint64_t eraseAnna() {
        return log_.erase(
            [](const AuditEntry& entry) { return entry.event.actor == "anna@laptop"; },
            "root@laptop");
    }

    AuditErasure planForAnna() {
        return planErasure(
            folder(), [](const AuditEntry& entry) { return entry.event.actor == "anna@laptop"; });
    }

    CountingClock clock_;
    SystemRandom random_;
    TemporaryDirectory folder_;
    AuditLog log_{{.folder = folder(), .segmentSizeBytes = 4000}, clock_, random_};
};

TEST_F(AuditErasureTest, TakesOnePersonOutAndLeavesTheChain) {
    const auto before = verify();
    const KnownEntry known{kEntries, before.last.value().hash, "a checkpoint"};
    ASSERT_GT(listSegments(folder()).size(), 2U);
    EXPECT_EQ(eraseAnna(), kEntries / 2);
    EXPECT_EQ(content().find("anna"), std::string::npos);
    EXPECT_NE(content().find("/home/ben"), std::string::npos);
    const AuditVerification after = verify({&known, 1});
    EXPECT_FALSE(after.finding);
    EXPECT_EQ(after.erased, kEntries / 2);
    EXPECT_EQ(after.entries, kEntries + 1);
    EXPECT_EQ(after.last.value().event.action, kEraseAction);
    EXPECT_EQ(after.last.value().event.actor, "root@laptop");
    // And the log goes on.
    log_.append({.actor = "ben@laptop", .action = "check"});
    EXPECT_FALSE(verify().finding);
    EXPECT_EQ(verify().entries, kEntries + 2);
}

TEST_F(AuditErasureTest, FindsNothingTheSecondTime) {
    EXPECT_EQ(eraseAnna(), kEntries / 2);
    const std::string once = content();
    EXPECT_EQ(eraseAnna(), 0U);
    EXPECT_EQ(content(), once);
}

TEST_F(AuditErasureTest, NeverTakesOutAnAnnouncement) {
    (void)eraseAnna();
    EXPECT_EQ(log_.erase([](const AuditEntry&) { return true; }, "root@laptop"), kEntries / 2);
    EXPECT_FALSE(verify().finding);
    EXPECT_EQ(verify().erased, kEntries);
    EXPECT_EQ(log_.erase([](const AuditEntry&) { return true; }, "root@laptop"), 0U);
}

TEST_F(AuditErasureTest, MakesNoLogWhereThereIsNone) {
    AuditLog none{{.folder = folder() + "/none"}, clock_, random_};
    EXPECT_EQ(none.erase([](const AuditEntry&) { return true; }, "root@laptop"), 0U);
    EXPECT_FALSE(exists(folder() + "/none"));
}

TEST_F(AuditErasureTest, WhoErasesInSilenceIsFound) {
    carryOut(planForAnna(), folder());
    const AuditVerification found = verify();
    ASSERT_TRUE(found.finding);
    EXPECT_EQ(found.finding->flaw, AuditFlaw::Erased);
    EXPECT_EQ(found.finding->sequence, 1U);
    EXPECT_EQ(found.entries, kEntries);
}

TEST_F(AuditErasureTest, WhoErasesMoreThanWasAnnouncedIsFound) {
    (void)eraseAnna();
    carryOut(planErasure(folder(), [](const AuditEntry& entry) { return entry.sequence == 8; }),
             folder());
    const AuditVerification found = verify();
    ASSERT_TRUE(found.finding);
    EXPECT_EQ(found.finding->flaw, AuditFlaw::Erased);
    EXPECT_EQ(found.finding->sequence, 8U);
}

TEST_F(AuditErasureTest, IsFinishedByTheNextOneAfterAKill) {
    // Announced, and one segment done; of the next one only a beginning.
    AuditErasure part = planForAnna();
    for (const std::string& numbers : announcementsOf(part.sequences))
        log_.append({.actor = "root@laptop",
                     .action = kEraseAction,
                     .object = "audit log",
                     .details = {{kErasedNumbers, numbers}}});
    part.offsets.erase(std::next(part.offsets.begin()), part.offsets.end());
    carryOut(part, folder());
    writeFile(segmentPath(folder(), 2) + ".new", "half");
    EXPECT_FALSE(verify().finding);
    EXPECT_GT(eraseAnna(), 0U);
    EXPECT_FALSE(verify().finding);
    EXPECT_EQ(verify().erased, kEntries / 2);
    EXPECT_FALSE(exists(segmentPath(folder(), 2) + ".new"));
}

TEST_F(AuditErasureTest, LeavesDamageToTheVerification) {
    std::string first = readFile(segmentPath(folder(), 1), 1U << 20U);
    first[first.find("backup")] = 'B';
    writeFile(segmentPath(folder(), 1), first);
    EXPECT_EQ(eraseAnna(), kEntries / 2 - 1);
    ASSERT_TRUE(verify().finding);
    EXPECT_EQ(verify().finding->flaw, AuditFlaw::Changed);
}

TEST(AnnouncementTest, TellsNumbersInFewWords) {
    SequenceSet numbers;
    for (const std::uint64_t one : {1, 2, 3, 7, 9, 10})
        numbers.add(one);
    EXPECT_EQ(announcementsOf(numbers), (std::vector<std::string>{"1-3,7,9-10"}));
    EXPECT_EQ(readAnnouncement("1-3,7,9-10"), numbers.ranges());
    EXPECT_TRUE(announcementsOf({}).empty());
}

TEST(AnnouncementTest, IsCutWhereOneEntryCannotHoldIt) {
    SequenceSet numbers;
    for (std::uint64_t one = 1; one < 2000; one += 2)
        numbers.add(one);
    const auto texts = announcementsOf(numbers);
    EXPECT_GT(texts.size(), 2U);
    std::vector<SequenceRange> read;
    for (const std::string& text : texts) {
        EXPECT_LT(text.size(), 1600U);
        std::ranges::copy(readAnnouncement(text), std::back_inserter(read));
    }
    EXPECT_EQ(read, numbers.ranges());
}

TEST(AnnouncementTest, SaysNothingWhereItIsNone) {
    for (const char* text : {"", ",", "x", "3-", "-3", "5-4", "1x", "99999999999999999999999"})
        EXPECT_TRUE(readAnnouncement(text).empty()) << text;
}

}  // namespace
}  // namespace tl::audit
