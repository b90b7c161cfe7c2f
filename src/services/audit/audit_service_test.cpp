#include <gtest/gtest.h>

#include "infra/audit/audit_files.h"
#include "infra/audit/audit_line.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "services/audit/audits.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"

namespace tl::services {
namespace {

class AuditServiceTest : public testing::Test {
  protected:
    AuditServiceTest() {
        makeRepositories(services_.context())->init({.repository = access_}, {});
        for (const char* action : {"init", "backup", "prune", "backup"}) {
            trail_->note({.action = action, .object = "/srv/repo"});
            services_.clock().advance(std::chrono::seconds{10});
        }
    }

    [[nodiscard]] std::string folder() const { return scratch_.path() + "/audit"; }
    [[nodiscard]] std::unique_ptr<Audits> audits() {
        return makeAudits(services_.context(), folder(), *trail_);
    }
    std::vector<std::uint64_t> list(const AuditQuery& query) {
        std::vector<std::uint64_t> found;
        audits()->list(query,
                       [&found](const AuditEntry& entry) { found.push_back(entry.sequence); }, {});
        return found;
    }
    AuditVerifyReport verify(const std::string& signer = {}) {
        return audits()->verify({.repositories = {access_}, .signer = signer}, {});
    }
    /// As somebody does who may write to the folder and knows how it is made.
    void makeAnew() {
        std::vector<AuditEntry> entries;
        audits()->list({}, [&entries](const AuditEntry& entry) { entries.push_back(entry); }, {});
        removeFile(audit::segmentPath(folder(), 1));
        removeFile(audit::headPath(folder()));
        for (AuditEntry& entry : entries)
            if (entry.event.action != "prune") trail_->note(entry.event);
    }

    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "secret");
    TemporaryDirectory scratch_;
    SystemRandom random_;
    std::vector<std::string> told_;
    std::unique_ptr<AuditTrail> trail_ = makeAuditTrail(
        {.folder = folder()}, services_.clock(), random_, "anna@laptop",
        [this](const std::string& news) { told_.push_back(news); });
};

TEST_F(AuditServiceTest, ListsWhatIsAskedFor) {
    using Numbers = std::vector<std::uint64_t>;
    EXPECT_EQ(list({}), (Numbers{1, 2, 3, 4}));
    EXPECT_EQ(list({.action = "backup"}), (Numbers{2, 4}));
    EXPECT_EQ(list({.actor = "anna"}), (Numbers{1, 2, 3, 4}));
    EXPECT_EQ(list({.actor = "bert"}), Numbers{});
    EXPECT_EQ(list({.object = "/srv"}), (Numbers{1, 2, 3, 4}));
    EXPECT_EQ(list({.result = AuditResult::Failure}), Numbers{});
    EXPECT_EQ(list({.newest = 3}), (Numbers{2, 3, 4}));
    WallTime third = services_.clock().now();
    third.seconds -= 20;
    EXPECT_EQ(list({.since = third}), (Numbers{3, 4}));
    EXPECT_EQ(list({.before = third}), (Numbers{1, 2}));
}

TEST_F(AuditServiceTest, HoldsTheLogAgainstACheckpoint) {
    EXPECT_EQ(verify().checkpoints, 0U);
    const AuditCheckpoint checkpoint = audits()->checkpoint(access_, {});
    EXPECT_EQ(checkpoint.sequence, 4U);
    const AuditVerifyReport report = verify();
    EXPECT_EQ(report.checkpoints, 1U);
    EXPECT_FALSE(report.log.finding);
    EXPECT_EQ(report.log.entries, 5U);  // That the checkpoint was made is an entry, too.
    EXPECT_TRUE(report.problems.empty());
}

TEST_F(AuditServiceTest, FindsThatTheLogWasMadeAnew) {
    (void)audits()->checkpoint(access_, {});
    makeAnew();
    EXPECT_FALSE(audits()->verify({}, {}).log.finding);
    const auto finding = verify().log.finding.value();
    EXPECT_EQ(finding.flaw, audit::AuditFlaw::Rechained);
    EXPECT_EQ(finding.sequence, 4U);
    EXPECT_NE(finding.message.find("checkpoint in snapshot"), std::string::npos);
}

TEST_F(AuditServiceTest, TakesNoCheckpointByAnotherKey) {
    (void)audits()->checkpoint(access_, {});
    removeFile(folder() + "/signing-key");
    const AuditCheckpoint second = audits()->checkpoint(access_, {});
    AuditVerifyReport report = verify();
    EXPECT_EQ(report.checkpoints, 1U);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_NE(report.problems.front().find("another key"), std::string::npos);
    report = verify(fingerprintOf(second.signer));
    EXPECT_EQ(report.checkpoints, 1U);
    report = verify("0123456789abcdef");
    EXPECT_EQ(report.checkpoints, 0U);
    EXPECT_EQ(report.problems.size(), 2U);
}

TEST_F(AuditServiceTest, VouchesForNothingThatIsWrong) {
    makeAnew();
    removeFile(audit::segmentPath(folder(), 1));
    EXPECT_EQ(kindThrown([this] { (void)audits()->checkpoint(access_, {}); }),
              ErrorKind::InvalidInput);
    removeFile(audit::headPath(folder()));
    EXPECT_EQ(kindThrown([this] { (void)audits()->checkpoint(access_, {}); }),
              ErrorKind::InvalidInput);
}

TEST_F(AuditServiceTest, TellsOnceThatItCannotNote) {
    removeTree(folder());
    writeFile(folder(), "in the way");
    trail_->note({.action = "backup"});
    trail_->note({.action = "backup"});
    ASSERT_EQ(told_.size(), 1U);
    EXPECT_NE(told_.front().find("audit log"), std::string::npos);
}

TEST_F(AuditServiceTest, NotesNothingWithoutAFolder) {
    makeAuditTrail({}, services_.clock(), random_, "anna@laptop", {})->note({.action = "backup"});
    EXPECT_EQ(list({}).size(), 4U);
}

}  // namespace
}  // namespace tl::services
