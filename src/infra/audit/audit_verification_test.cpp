// Whatever is done to a log, the verification names the first entry that is not as it was written.

#include "infra/audit/audit_verification.h"

#include <gtest/gtest.h>

#include "infra/audit/audit_files.h"
#include "infra/audit/audit_line.h"
#include "infra/audit/audit_log.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "tests/support/counting_clock.h"

namespace tl::audit {
namespace {

constexpr std::size_t kEntries = 12;

class AuditVerificationTest : public testing::Test {
  protected:
    AuditVerificationTest() {
        AuditLog log{{.folder = folder()}, clock_, random_};
        for (std::size_t i = 0; i < kEntries; ++i) {
            entries_.push_back(log.append({.actor = "anna@laptop",
                                           .action = "backup",
                                           .object = "repository " + std::to_string(i)}));
            std::string line = writeLine(entries_.back());
            lines_.push_back(std::move(line));
        }
    }

    [[nodiscard]] const std::string& folder() const { return folder_.path(); }

    AuditVerification verify(const std::vector<std::string>& lines,
                             std::span<const KnownEntry> known = {}) {
        std::string content;
        for (const std::string& line : lines)
            content += line;
        removeFile(segmentPath(folder(), 1));
        writeFile(segmentPath(folder(), 1), content);
        return verifyLog(folder(), known, {});
    }

    /// What somebody does who rewrites history and knows how the log is made.
    std::vector<std::string> rechainedFrom(std::size_t index) {
        std::vector<std::string> lines = lines_;
        std::vector<AuditEntry> entries = entries_;
        entries[index].event.actor = "nobody@nowhere";
        for (std::size_t i = index; i < entries.size(); ++i) {
            if (i > 0) entries[i].previous = entries[i - 1].hash;
            lines[i] = writeLine(entries[i]);
        }
        last_ = entries.back();
        return lines;
    }

    void writeHead(std::uint64_t sequence, const Sha256Digest& hash) {
        writeFile(headPath(folder()),
                  headText({.sequence = sequence, .hash = hash, .segment = 1, .sizeBytes = 1}));
    }

    void expectFlaw(const AuditVerification& verification,
                    AuditFlaw flaw,
                    std::size_t index,
                    std::size_t line) {
        ASSERT_TRUE(verification.finding);
        EXPECT_EQ(nameOf(verification.finding->flaw), std::string{nameOf(flaw)});
        EXPECT_EQ(verification.finding->sequence, index + 1);
        EXPECT_EQ(verification.finding->line, line);
        EXPECT_FALSE(verification.finding->message.empty());
    }

    std::vector<AuditEntry> entries_;
    std::vector<std::string> lines_;
    AuditEntry last_;

  private:
    CountingClock clock_;
    SystemRandom random_;
    TemporaryDirectory folder_;
};

TEST_F(AuditVerificationTest, FindsNothingWrongWithAnUntouchedLog) {
    const AuditVerification verification = verify(lines_);
    EXPECT_FALSE(verification.finding);
    EXPECT_EQ(verification.entries, kEntries);
}

TEST_F(AuditVerificationTest, FindsAChangeOfAnyByte) {
    for (std::size_t i = 0; i < kEntries; ++i)
        for (std::size_t at = 0; at + 1 < lines_[i].size(); at += 11) {
            auto lines = lines_;
            lines[i][at] = static_cast<char>(lines[i][at] ^ 2);
            const AuditVerification verification = verify(lines);
            ASSERT_TRUE(verification.finding) << i << ' ' << at;
            EXPECT_EQ(verification.entries, i);
            EXPECT_EQ(verification.finding->line, i + 1);
        }
}

TEST_F(AuditVerificationTest, FindsARemovedEntry) {
    for (std::size_t i = 0; i + 1 < kEntries; ++i) {
        auto lines = lines_;
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
        expectFlaw(verify(lines), AuditFlaw::Removed, i, i + 1);
    }
}

TEST_F(AuditVerificationTest, FindsAnEntryThatStandsElsewhere) {
    for (std::size_t i = 1; i < kEntries; ++i) {
        auto lines = lines_;
        std::swap(lines[i - 1], lines[i]);
        expectFlaw(verify(lines), AuditFlaw::Reordered, i, i);
        lines = lines_;
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i), lines[i - 1]);
        expectFlaw(verify(lines), AuditFlaw::Reordered, i - 1, i + 1);
    }
}

TEST_F(AuditVerificationTest, FindsALostEnd) {
    for (std::size_t left = 0; left < kEntries; ++left)
        expectFlaw(verify({lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(left)}),
                   AuditFlaw::Truncated, left, 0);
    removeFile(segmentPath(folder(), 1));
    expectFlaw(verifyLog(folder(), {}, {}), AuditFlaw::Truncated, 0, 0);
}

TEST_F(AuditVerificationTest, FindsThatNothingKnowsOfTheEnd) {
    for (const char* head : {"", "rubbish"}) {
        removeFile(headPath(folder()));
        if (*head != '\0') writeFile(headPath(folder()), head);
        expectFlaw(verify(lines_), AuditFlaw::Truncated, kEntries, 0);
        expectFlaw(verify({lines_.begin(), lines_.begin() + 2}), AuditFlaw::Truncated, 2, 0);
        EXPECT_FALSE(verify({lines_.front()}).finding) << "a kill may come before the first head";
    }
}

TEST_F(AuditVerificationTest, FindsAnEntryThatWasReplaced) {
    for (std::size_t i = 0; i + 1 < kEntries; ++i) {
        auto lines = lines_;
        lines[i] = rechainedFrom(i)[i];
        expectFlaw(verify(lines), AuditFlaw::Rechained, i + 1, i + 2);
    }
}

TEST_F(AuditVerificationTest, FindsByTheHeadThatAllWasMadeAnew) {
    for (std::size_t i = 0; i < kEntries; ++i)
        expectFlaw(verify(rechainedFrom(i)), AuditFlaw::Rechained, kEntries - 1, kEntries);
}

TEST_F(AuditVerificationTest, FindsByACheckpointWhatTheHeadWasMadeToAgreeWith) {
    const KnownEntry known{7, entries_[6].hash, "the checkpoint of yesterday"};
    for (std::size_t i = 0; i < kEntries; ++i) {
        const auto lines = rechainedFrom(i);
        writeHead(kEntries, last_.hash);
        EXPECT_FALSE(verify(lines).finding);
        if (i < 7)
            expectFlaw(verify(lines, {&known, 1}), AuditFlaw::Rechained, 6, 7);
        else
            EXPECT_FALSE(verify(lines, {&known, 1}).finding);
    }
    writeHead(3, entries_[2].hash);
    const std::vector<std::string> three{lines_.begin(), lines_.begin() + 3};
    EXPECT_FALSE(verify(three).finding);
    expectFlaw(verify(three, {&known, 1}), AuditFlaw::Truncated, 3, 0);
}

TEST_F(AuditVerificationTest, FindsWhatIsNoEntry) {
    for (const std::string& wrong :
         {std::string{"\n"}, std::string{"{}\n"}, std::string(100'000, 'x') + "\n"}) {
        auto lines = lines_;
        lines.insert(lines.begin() + 4, wrong);
        expectFlaw(verify(lines), AuditFlaw::NoEntry, 4, 5);
    }
}

TEST_F(AuditVerificationTest, TakesAMissingLogForAnEmptyOne) {
    const AuditVerification verification = verifyLog(folder() + "/missing", {}, {});
    EXPECT_FALSE(verification.finding);
    EXPECT_EQ(verification.entries, 0U);
}

TEST_F(AuditVerificationTest, KnowsALogOfWhichOnlyTheBeginningWasTorn) {
    // Half a line is a kill's mark at the very end only.
    auto lines = lines_;
    lines[3].resize(40);
    lines.resize(4);
    writeHead(0, {});
    EXPECT_TRUE(verify(lines).isEndTorn);
    EXPECT_FALSE(verify(lines).finding);
    writeFile(segmentPath(folder(), 2), lines_[4]);
    expectFlaw(verify(lines), AuditFlaw::NoEntry, 3, 4);
}

}  // namespace
}  // namespace tl::audit
