#include "infra/audit/audit_log.h"

#include <thread>

#include <gtest/gtest.h>

#include "infra/audit/audit_line.h"
#include "infra/audit/audit_verification.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "tests/support/counting_clock.h"

namespace tl::audit {
namespace {

AuditEvent event(const std::string& action) {
    return {.actor = "anna@laptop", .action = action, .object = "repository"};
}

class AuditLogTest : public testing::Test {
  protected:
    [[nodiscard]] std::string folder() const { return scratch_.path() + "/state/audit"; }
    [[nodiscard]] AuditLog log(std::uint64_t segmentSizeBytes = 1U << 20U) {
        return AuditLog{
            {.folder = folder(), .segmentSizeBytes = segmentSizeBytes}, clock_, random_};
    }
    [[nodiscard]] AuditVerification verify() const { return verifyLog(folder(), {}, {}); }
    [[nodiscard]] std::string segment(std::uint32_t number) const {
        return readFile(segmentPath(folder(), number), 1U << 20U);
    }
    void write(std::uint32_t number, const std::string& content) const {
        removeFile(segmentPath(folder(), number));
        writeFile(segmentPath(folder(), number), content);
    }

    CountingClock clock_;
    SystemRandom random_;

  private:
    TemporaryDirectory scratch_;
};

TEST_F(AuditLogTest, ChainsItsEntries) {
    const AuditEntry first = log().append(event("init"));
    const AuditEntry second = log().append(event("backup"));
    EXPECT_EQ(first.sequence, 1U);
    EXPECT_EQ(first.previous, Sha256Digest{});
    EXPECT_EQ(second.sequence, 2U);
    EXPECT_EQ(second.previous, first.hash);
    const AuditVerification verification = verify();
    EXPECT_FALSE(verification.finding);
    EXPECT_EQ(verification.entries, 2U);
    EXPECT_EQ(verification.last, second);
    EXPECT_EQ(verification.bytes, segment(1).size());
}

TEST_F(AuditLogTest, KeepsItselfFromOthers) {
    log().append(event("init"));
    EXPECT_EQ(readStatus(folder(), Follow::No).permissionBits, 0700U);
    EXPECT_EQ(readStatus(segmentPath(folder(), 1), Follow::No).permissionBits, 0600U);
    EXPECT_EQ(readStatus(headPath(folder()), Follow::No).permissionBits, 0600U);
}

TEST_F(AuditLogTest, GoesOnInAnotherSegmentWhenOneIsFull) {
    for (int i = 0; i < 30; ++i)
        log(1000).append(event("backup"));
    EXPECT_GT(listSegments(folder()).size(), 5U);
    const AuditVerification verification = verify();
    EXPECT_FALSE(verification.finding);
    EXPECT_EQ(verification.entries, 30U);
}

TEST_F(AuditLogTest, LetsManyAddAtOnce) {
    const auto work = [this] {
        for (int i = 0; i < 50; ++i)
            log(5000).append(event("backup"));
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back(work);
    }
    const AuditVerification verification = verify();
    EXPECT_FALSE(verification.finding);
    EXPECT_EQ(verification.entries, 200U);
}

// A kill may come after any byte of a write: of the entry, and then of the head.
TEST_F(AuditLogTest, GoesOnWhereverAKillCameBetween) {
    log().append(event("init"));
    const std::string head = readFile(headPath(folder()), 1000);
    const std::string before = segment(1);
    log().append(event("backup"));
    const std::string after = segment(1);
    for (std::size_t size = before.size(); size <= after.size(); size += 7) {
        SCOPED_TRACE(size);
        writeFile(headPath(folder()), head);
        write(1, after.substr(0, size));
        EXPECT_FALSE(verify().finding);
        EXPECT_EQ(verify().isEndTorn, size != before.size());
        log().append(event("prune"));
        const AuditVerification verification = verify();
        EXPECT_FALSE(verification.finding);
        EXPECT_FALSE(verification.isEndTorn);
        EXPECT_EQ(verification.entries, size == before.size() ? 2U : 3U);
    }
    writeFile(headPath(folder()), head);
    write(1, after);
    EXPECT_EQ(log().append(event("prune")).sequence, 3U);
    EXPECT_FALSE(verify().finding);
}

TEST_F(AuditLogTest, TellsOfATornEndThatItCutOff) {
    log().append(event("init"));
    write(1, segment(1) + R"({"sequence":2,"ti)");
    EXPECT_EQ(log().append(event("backup")).sequence, 3U);
    std::string line = segment(1);
    line = line.substr(line.find('\n') + 1);
    const auto entry = readLine(line.substr(0, line.find('\n'))).entry.value();
    EXPECT_EQ(entry.event.action, "log.repair");
    EXPECT_EQ(entry.event.details.at(0).second, "17");
}

TEST_F(AuditLogTest, GoesOnAfterAKillBetweenASegmentAndItsFirstEntry) {
    log(1).append(event("init"));
    write(2, "");
    EXPECT_EQ(log(1).append(event("backup")).sequence, 2U);
    EXPECT_FALSE(verify().finding);
}

TEST_F(AuditLogTest, FindsItsEndWithoutAHead) {
    log().append(event("init"));
    removeFile(headPath(folder()));
    EXPECT_EQ(log().append(event("backup")).sequence, 2U);
    EXPECT_FALSE(verify().finding);
    writeFile(headPath(folder()), "rubbish");
    EXPECT_EQ(log().append(event("backup")).sequence, 4U) << "one entry tells of it";
    EXPECT_FALSE(verify().finding);
    std::string line = segment(1);
    for (int i = 0; i < 2; ++i)
        line = line.substr(line.find('\n') + 1);
    const auto entry = readLine(line.substr(0, line.find('\n'))).entry.value();
    EXPECT_EQ(entry.event.action, "log.repair");
    EXPECT_EQ(entry.event.result, AuditResult::Failure);
}

// Whoever cuts the log must not have the next entry hide it.
TEST_F(AuditLogTest, KeepsTheGapOfALogThatLostItsEnd) {
    for (int i = 0; i < 3; ++i)
        log().append(event("backup"));
    const std::string content = segment(1);
    for (const std::string& left : {content.substr(0, content.find('\n') + 1), std::string{},
                                    std::string{"no entry at all\n"}}) {
        write(1, left);
        EXPECT_EQ(log().append(event("backup")).sequence, 4U);
        const auto finding = verify().finding.value();
        EXPECT_EQ(finding.flaw, left.starts_with("no") ? AuditFlaw::NoEntry : AuditFlaw::Removed);
        EXPECT_EQ(finding.sequence, left.starts_with("{") ? 2U : 1U);
        removeFile(segmentPath(folder(), 2));
        writeFile(headPath(folder()), "1 1 3 " + std::string(64, 'a') + " \n");
    }
    removeFile(segmentPath(folder(), 1));
    EXPECT_EQ(log().append(event("backup")).sequence, 4U);
    EXPECT_EQ(verify().finding.value().flaw, AuditFlaw::Removed);
}

}  // namespace
}  // namespace tl::audit
