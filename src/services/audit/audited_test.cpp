// What services do is noted, with how it ended.

#include "services/audit/audited.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "services/audit/audited_services.h"
#include "tests/support/backup_source.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_trail.h"

namespace tl::services {
namespace {

class AuditedTest : public testing::Test {
  protected:
    [[nodiscard]] std::string detail(const std::string& name) const {
        for (const auto& [key, value] : trail_.events.back().details)
            if (key == name) return value;
        return "none";
    }
    [[nodiscard]] AuditEvent event() const { return trail_.events.back(); }

    void init() {
        withAudit(makeRepositories(services_.context()), trail_)->init({.repository = access_}, {});
    }
    BackupReport backUp(const RepositoryAccess& access, bool isDryRun = false) {
        RecordedBackup record;
        BackupRequest request = source_.request(access);
        request.dryRun = isDryRun;
        return withAudit(makeBackups(services_.context()), trail_)->run(request, record, {});
    }

    MemoryServices services_;
    RepositoryAccess access_ = accessTo("here", "secret");
    BackupSource source_;
    RecordedTrail trail_;
};

TEST_F(AuditedTest, NotesWhatWasDone) {
    init();
    EXPECT_EQ(event().action, "init");
    EXPECT_EQ(event().object, "here");
    EXPECT_EQ(detail("repository").size(), 64U);
    const BackupReport report = backUp(access_);
    EXPECT_EQ(event().action, "backup");
    EXPECT_EQ(event().result, AuditResult::Success);
    EXPECT_EQ(detail("snapshot"), report.snapshot->hex());
    EXPECT_EQ(detail("files"), std::to_string(report.summary.totalFilesProcessed));
    EXPECT_EQ(trail_.events.size(), 2U);
}

TEST_F(AuditedTest, NotesNoDryRun) {
    init();
    backUp(access_, /*isDryRun=*/true);
    EXPECT_EQ(trail_.events.size(), 1U);
}

TEST_F(AuditedTest, NotesWhoMayNot) {
    init();
    EXPECT_EQ(kindThrown([this] { backUp(accessTo("here", "wrong")); }), ErrorKind::WrongPassword);
    EXPECT_EQ(event().result, AuditResult::Denied);
    EXPECT_NE(detail("error"), "none");
    EXPECT_EQ(detail("error").find("wrong-"), std::string::npos);
}

TEST_F(AuditedTest, NotesFailures) {
    EXPECT_EQ(kindThrown([this] { backUp(access_); }), ErrorKind::NoRepository);
    EXPECT_EQ(event().result, AuditResult::Failure);
}

TEST_F(AuditedTest, NotesAStop) {
    EXPECT_THROW(audited(trail_, {.action = "backup"}, [] { throw Cancelled{}; }), Cancelled);
    EXPECT_EQ(event().result, AuditResult::Interrupted);
}

TEST_F(AuditedTest, NotesWhatIsNotWhole) {
    const int result = audited(
        trail_, {.action = "forget"}, [] { return 3; },
        [](int count, AuditEvent& done) {
            done.result = AuditResult::Incomplete;
            done.details.emplace_back("failures", std::to_string(count));
        });
    EXPECT_EQ(result, 3);
    EXPECT_EQ(event().result, AuditResult::Incomplete);
    EXPECT_EQ(detail("failures"), "3");
}

TEST_F(AuditedTest, NotesWhoeverAsksForTheMasterKey) {
    init();
    const auto repositories = withAudit(makeRepositories(services_.context()), trail_);
    (void)repositories->cat(access_, CatKind::Config, "", {});
    EXPECT_EQ(event().action, "init");
    (void)repositories->cat(access_, CatKind::MasterKey, "", {});
    EXPECT_EQ(event().action, "key.show");
}

class FixedReplacements final : public Replacements {
  public:
    [[nodiscard]] std::vector<KeptRestore> list(const std::vector<std::string>&) override {
        return {};
    }
    [[nodiscard]] std::vector<KeptRestore> show(const std::string&,
                                                const OnName&,
                                                const std::stop_token&) override {
        return {};
    }
    UndoReport undo(const UndoRequest&, UndoObserver&, const std::stop_token&) override {
        return {.folders = {"/kept"}, .broughtBack = 2, .left = 1};
    }
    ConfirmReport confirm(const ConfirmRequest&, const std::stop_token&) override {
        return {.folders = {"/kept"}, .files = 3, .bytes = 4};
    }
};

class SilentUndo final : public UndoObserver {
  public:
    void onUndone(const std::string&, UndoAction) override {}
    void onLeft(const std::string&, const std::string&) override {}
};

TEST_F(AuditedTest, NotesWhatBecomesOfReplacedFiles) {
    const auto replacements = withAudit(std::make_unique<FixedReplacements>(), trail_);
    SilentUndo observer;
    replacements->undo({.which = "abcd", .dryRun = true}, observer, {});
    (void)replacements->confirm({.which = "abcd", .dryRun = true}, {});
    (void)replacements->list({});
    EXPECT_TRUE(trail_.events.empty());
    replacements->undo({.which = "abcd"}, observer, {});
    EXPECT_EQ(event().action, "replaced undo");
    EXPECT_EQ(event().object, "abcd");
    EXPECT_EQ(event().result, AuditResult::Incomplete);
    EXPECT_EQ(detail("folder"), "/kept");
    EXPECT_EQ(detail("brought back"), "2");
    (void)replacements->confirm({.which = "abcd"}, {});
    EXPECT_EQ(event().action, "replaced confirm");
    EXPECT_EQ(event().result, AuditResult::Success);
    EXPECT_EQ(detail("files"), "3");
}

}  // namespace
}  // namespace tl::services
