#include "services/monitoring/recording.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "services/monitoring/history.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_check.h"
#include "tests/support/recorded_copy.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

class SilentPrune final : public PruneObserver {
  public:
    void onStatus(const PruneStatus&) override {}
    void onPlan(const PruneFigures&) override {}
    void onWarning(const std::string&) override {}
};

/// A real repository in memory under a name, and services that record.
class RecordingTest : public catalog::CatalogTest {
  protected:
    RecordingTest()
        : catalog_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          history_{makeHistory(*catalog_)},
          backups_{makeBackups(memory_.context())},
          checks_{makeChecks(memory_.context())},
          prunes_{makePrunes(memory_.context())},
          recordingBackups_{makeRecordingBackups(*backups_, *catalog_, realClock_)},
          recordingChecks_{makeRecordingChecks(*checks_, *catalog_, realClock_)},
          recordingPrunes_{makeRecordingPrunes(*prunes_, *catalog_, realClock_)} {
        (void)makeRepositories(memory_.context())->init({.repository = access_}, {});
        access_.name = "photos";
        makeDirectory(folder_ / "data", 0700);
        writeFile(folder_ / "data/file", "content");
        request_.repository = access_;
        request_.targets = {folder_ / "data"};
        request_.targetName = "home";
    }

    MemoryServices memory_;
    RepositoryAccess access_ = accessTo("/r", "secret");
    std::unique_ptr<CatalogAccess> catalog_;
    std::unique_ptr<History> history_;
    SystemClock realClock_;
    std::unique_ptr<Backups> backups_;
    std::unique_ptr<Checks> checks_;
    std::unique_ptr<Prunes> prunes_;
    std::unique_ptr<Backups> recordingBackups_;
    std::unique_ptr<Checks> recordingChecks_;
    std::unique_ptr<Prunes> recordingPrunes_;
    BackupRequest request_;
    RecordedBackup observer_;
};

TEST_F(RecordingTest, ABackupLeavesItsFiguresAndSnapshot) {
    const BackupReport report = recordingBackups_->run(request_, observer_, {});
    ASSERT_TRUE(report.snapshot);
    const auto found = history_->list({});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].kind, "backup");
    EXPECT_EQ(found[0].target, "home");
    EXPECT_EQ(found[0].repository, "photos");
    EXPECT_EQ(found[0].state, OperationState::Succeeded);
    EXPECT_EQ(found[0].snapshot, report.snapshot->hex());
    EXPECT_EQ(found[0].figures.at("files_new"), 1);
    EXPECT_EQ(found[0].figures.at("bytes_processed"), 7);
    const auto figures = catalog_->open().repositoryHistory().figuresOf("photos", 9);
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures[0].figures.at("bytes_added"),
              static_cast<std::int64_t>(report.summary.dataAddedPacked));
}

TEST_F(RecordingTest, ABackupThatMissedSomethingIsRecordedSo) {
    request_.targets.push_back(folder_ / "missing");
    const BackupReport report = recordingBackups_->run(request_, observer_, {});
    EXPECT_EQ(report.failureCount, 1U);
    const auto story = history_->load(history_->list({}).at(0).id);
    EXPECT_EQ(story.operation.state, OperationState::Warned);
    ASSERT_FALSE(story.lines.empty());
    EXPECT_EQ(story.lines[0].level, "error");
    EXPECT_NE(story.lines[0].text.find("missing"), std::string::npos);
    EXPECT_EQ(observer_.failures.size(), 1U) << "who watches is told, too";
}

TEST_F(RecordingTest, ABackupThatFailsIsRecordedWithItsReason) {
    request_.repository.password.environmentValue = "wrong";
    EXPECT_THROW((void)recordingBackups_->run(request_, observer_, {}), Error);
    const auto one = history_->list({}).at(0);
    EXPECT_EQ(one.state, OperationState::Failed);
    EXPECT_NE(one.message.find("password"), std::string::npos);
}

TEST_F(RecordingTest, WithoutANameOrAsADryRunNothingIsRecorded) {
    request_.dryRun = true;
    (void)recordingBackups_->run(request_, observer_, {});
    request_.dryRun = false;
    request_.targetName.clear();
    request_.repository.name.clear();
    (void)recordingBackups_->run(request_, observer_, {});
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
}

TEST_F(RecordingTest, ACheckLeavesWhatItFound) {
    (void)backups_->run(request_, observer_, {});
    engine::RecordedCheck check;
    (void)recordingChecks_->check({.repository = access_, .reading = {.readData = ReadAll{}}},
                                  check, {});
    auto records = catalog_->open().repositoryHistory().checksOf("photos", 9);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].coverage, "data");
    EXPECT_EQ(records[0].errorCount, 0);

    storage::FileId pack;
    memory_.at("/r").list(storage::FileType::Pack,
                          [&](const storage::FileId& id, std::uint64_t) { pack = id; }, {});
    ASSERT_TRUE(memory_.at("/r").remove(pack, {}));
    clock_.advance(std::chrono::seconds{1});
    const CheckReport report = recordingChecks_->check({.repository = access_}, check, {});
    EXPECT_GT(report.errorCount, 0U);
    records = catalog_->open().repositoryHistory().checksOf("photos", 9);
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[1].coverage, "structure");
    EXPECT_EQ(records[1].errorCount, static_cast<std::int64_t>(report.errorCount));
    EXPECT_EQ(history_->list({.kind = "check"}).at(0).state, OperationState::Failed);
}

TEST_F(RecordingTest, APruneLeavesTheSizeOfTheRepository) {
    (void)backups_->run(request_, observer_, {});
    SilentPrune prune;
    (void)recordingPrunes_->prune({.repository = access_, .isDryRun = true}, prune, {});
    const PruneReport report = recordingPrunes_->prune({.repository = access_}, prune, {});
    const auto figures = catalog_->open().repositoryHistory().figuresOf("photos", 9);
    ASSERT_EQ(figures.size(), 1U) << "a dry run leaves none";
    EXPECT_EQ(figures[0].source, "prune");
    EXPECT_EQ(figures[0].figures.at("bytes"),
              static_cast<std::int64_t>(report.figures.bytes.remaining()));
    EXPECT_GT(figures[0].figures.at("bytes"), 0);
}

TEST_F(RecordingTest, ACopyIsRecordedWithTheRepositoryItGoesTo) {
    RepositoryAccess other = accessTo("/other", "secret");
    (void)makeRepositories(memory_.context())->init({.repository = other}, {});
    other.name = "offsite";
    (void)recordingBackups_->run(request_, observer_, {});
    const auto copies = makeCopies(memory_.context());
    const auto recordingCopies = makeRecordingCopies(*copies, *catalog_, realClock_);
    RecordedCopy copied;
    const CopyReport report =
        recordingCopies->copy({.source = access_, .destination = other}, copied, {});
    EXPECT_EQ(report.copiedCount, 1U);
    const auto found = history_->list({.kind = "copy"});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].repository, "offsite");
    EXPECT_EQ(found[0].state, OperationState::Succeeded);
    EXPECT_EQ(found[0].figures.at("snapshots_copied"), 1);
    const auto lines = history_->load(found[0].id).lines;
    EXPECT_TRUE(std::ranges::any_of(lines, [](const auto& line) {
        return line.text.find(" copied as ") != std::string::npos;
    }));
}

}  // namespace

}  // namespace tl::services
