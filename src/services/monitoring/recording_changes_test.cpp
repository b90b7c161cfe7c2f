#include <algorithm>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/monitoring/history.h"
#include "services/monitoring/recording.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_check.h"
#include "tests/support/recorded_repair.h"
#include "tests/support/recorded_rewrite.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

class SilentPrune final : public PruneObserver {
  public:
    void onStatus(const PruneStatus&) override {}
    void onPlan(const PruneFigures&) override {}
    void onWarning(const std::string&) override {}
};

class CountingForget final : public ForgetObserver {
  public:
    void onPlan(const ForgetPlan&) override {}
    void onRemoved(const engine::SnapshotId&) override { ++removed; }
    void onFailure(const engine::SnapshotId&, const std::string&) override {}
    void onProblem(const std::string&) override {}
    PruneObserver& onPrune(std::size_t) override { return prune_; }

    int removed = 0;

  private:
    SilentPrune prune_;
};

class CountingRestore final : public RestoreObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return {}; }
    [[nodiscard]] bool wantsItems() const override { return true; }
    void onStarted(const StoredSnapshot&, const std::string&) override {}
    void onStatus(const RestoreStatus&) override { ++statuses; }
    void onItem(const RestoreItem&) override { ++items; }
    void onFailure(const std::string&, const std::string&) override {}
    void onWarning(const std::string&) override {}

    int statuses = 0;
    int items = 0;
};

class SilentTags final : public TagObserver {
  public:
    void onChanged(const ReplacedSnapshot&) override {}
    void onFailure(const engine::SnapshotId&, const std::string&) override {}
    void onProblem(const std::string&) override {}
};

/// A repository in memory under a name, with two snapshots.
class RecordingChangesTest : public catalog::CatalogTest {
  protected:
    RecordingChangesTest()
        : catalog_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          history_{makeHistory(*catalog_)} {
        (void)makeRepositories(memory_.context())->init({.repository = access_}, {});
        makeDirectory(folder_ / "data", 0700);
        const auto backups = makeBackups(memory_.context());
        RecordedBackup observer;
        BackupRequest request;
        request.repository = access_;
        request.targets = {folder_ / "data"};
        for (const char* content : {"old", "new"}) {
            writeFile(folder_ / "data/file", content);
            (void)backups->run(request, observer, {});
        }
        access_.name = "photos";
    }

    /// The only operation of the history.
    OperationStory theOne() {
        const auto all = history_->list({});
        EXPECT_EQ(all.size(), 1U);
        return history_->load(all.at(0).id);
    }
    void expectSucceeded(const char* kind) {
        const Operation one = theOne().operation;
        EXPECT_EQ(one.kind, kind);
        EXPECT_EQ(one.repository, "photos");
        EXPECT_EQ(one.state, OperationState::Succeeded) << one.message;
    }

    MemoryServices memory_;
    RepositoryAccess access_ = accessTo("/r", "secret");
    SystemClock realClock_;
    std::unique_ptr<CatalogAccess> catalog_;
    std::unique_ptr<History> history_;
};

TEST_F(RecordingChangesTest, AForgetLeavesWhatItRemovedAndTheSizeAfterItsPrune) {
    const auto inner = makeForgets(memory_.context());
    const auto forgets = makeRecordingForgets(*inner, *catalog_, realClock_);
    ForgetRequest request{.repository = access_, .isDryRun = true, .prune = PruneOptions{}};
    request.rules.policy.counts.last = 1;
    CountingForget observer;
    (void)forgets->forget(request, observer, {});
    EXPECT_TRUE(history_->list({}).empty()) << "a dry run is not recorded";
    observer.removed = 0;
    request.isDryRun = false;
    const ForgetReport report = forgets->forget(request, observer, {});
    ASSERT_EQ(report.removed.size(), 1U);
    EXPECT_EQ(observer.removed, 1) << "who watches is told, too";
    expectSucceeded("forget");
    EXPECT_EQ(theOne().operation.figures.at("snapshots_removed"), 1);
    EXPECT_EQ(theOne().lines.at(0).text, "snapshot " + report.removed[0].hex() + " removed");
    const auto figures = catalog_->open().repositoryHistory().figuresOf("photos", 9);
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures[0].source, "prune");
    EXPECT_GT(figures[0].figures.at("bytes"), 0);
}

TEST_F(RecordingChangesTest, WhatAPolicyRemovesIsRecordedOnce) {
    auto& catalog = catalog_->open();
    catalog.repositories().add({.name = "photos", .location = "/r"});
    const auto forgets = makeForgets(memory_.context());
    const auto inner = makeRetentionPolicies(*catalog_, *forgets);
    const auto policies = makeRecordingRetentionPolicies(*inner, *catalog_, realClock_);
    policies->add(
        {.name = "few", .scope = "repository", .subject = "photos", .rules = {{"keep-last", "1"}}});
    CountingForget observer;
    (void)policies->apply({.repository = access_, .isDryRun = true}, observer, {});
    EXPECT_TRUE(history_->list({}).empty());
    (void)policies->apply({.repository = access_}, observer, {});
    expectSucceeded("forget");
    EXPECT_EQ(theOne().operation.figures.at("snapshots_removed"), 1);
    EXPECT_EQ(theOne().operation.figures.at("snapshots_kept"), 1);
}

TEST_F(RecordingChangesTest, ARestoreLeavesItsSnapshotAndFigures) {
    const auto inner = makeRestores(memory_.context());
    const auto restores = makeRecordingRestores(*inner, *catalog_, realClock_);
    RestoreRequest request;
    request.repository = access_;
    request.snapshot = "latest";
    request.target = folder_ / "back";
    CountingRestore observer;
    const RestoreReport report = restores->run(request, observer, {});
    expectSucceeded("restore");
    EXPECT_EQ(theOne().operation.snapshot, report.snapshot.hex());
    EXPECT_EQ(theOne().operation.figures.at("bytes_restored"), 3);
    EXPECT_EQ(observer.statuses, 0) << "who wants none gets none";
    EXPECT_GT(observer.items, 0);
}

TEST_F(RecordingChangesTest, ARestoreThatFailsIsRecordedWithItsReason) {
    const auto inner = makeRestores(memory_.context());
    const auto restores = makeRecordingRestores(*inner, *catalog_, realClock_);
    RestoreRequest request;
    request.repository = access_;
    request.snapshot = "abcdef";
    request.target = folder_ / "back";
    CountingRestore observer;
    EXPECT_THROW((void)restores->run(request, observer, {}), Error);
    EXPECT_EQ(theOne().operation.state, OperationState::Failed);
    EXPECT_NE(theOne().operation.message.find("abcdef"), std::string::npos);
}

TEST_F(RecordingChangesTest, RepairsAreRecorded) {
    const auto inner = makeRepairs(memory_.context());
    const auto repairs = makeRecordingRepairs(*inner, *catalog_, realClock_);
    engine::RecordedRepair observer;
    (void)repairs->repairIndex({.repository = access_, .areAllHeadersRead = true}, observer, {});
    expectSucceeded("repair index");
    EXPECT_EQ(theOne().operation.figures.at("packs_missing"), 0);
}

TEST_F(RecordingChangesTest, WhatANoticeSaidIsInTheLog) {
    storage::FileId index;
    memory_.at("/r").list(storage::FileType::Index,
                          [&](const storage::FileId& id, std::uint64_t) { index = id; }, {});
    ASSERT_TRUE(memory_.at("/r").remove(index, {}));
    const auto inner = makeRepairs(memory_.context());
    const auto repairs = makeRecordingRepairs(*inner, *catalog_, realClock_);
    engine::RecordedRepair observer;
    const auto summary = repairs->repairIndex({.repository = access_}, observer, {});
    EXPECT_GT(summary.relistedPacks, 0U);
    EXPECT_EQ(theOne().lines.size(), observer.mended.size() + observer.open.size());
    EXPECT_FALSE(observer.mended.empty());
}

TEST_F(RecordingChangesTest, RewritesTagsAndMigrationsAreRecorded) {
    const auto rewrites = makeRewrites(memory_.context());
    const auto tags = makeTags(memory_.context());
    const auto migrations = makeMigrations(memory_.context());
    RecordedRewrite rewritten;
    (void)makeRecordingRewrites(*rewrites, *catalog_, realClock_)
        ->rewrite({.repository = access_, .newHost = "other"}, rewritten, {});
    EXPECT_EQ(rewritten.saved.size(), 2U);
    SilentTags tagged;
    (void)makeRecordingTags(*tags, *catalog_, realClock_)
        ->change({.repository = access_, .change = {.add = {"kept"}}}, tagged, {});
    engine::RecordedCheck checked;
    (void)makeRecordingMigrations(*migrations, *catalog_, realClock_)
        ->apply({.repository = access_, .name = "upgrade_repo_v2"}, checked, {});
    for (const auto& [kind, changed] : {std::pair{"rewrite", 2}, std::pair{"tag", 4}}) {
        const auto found = history_->list({.kind = kind});
        ASSERT_EQ(found.size(), 1U) << kind;
        EXPECT_EQ(found[0].state, OperationState::Succeeded);
        EXPECT_EQ(found[0].figures.at("snapshots_changed"), changed) << kind;
    }
    const auto migrated = history_->list({.kind = "migrate"});
    ASSERT_EQ(migrated.size(), 1U);
    EXPECT_NE(migrated[0].message.find("nothing was changed"), std::string::npos)
        << "it is of format 2 already";
}

TEST_F(RecordingChangesTest, CheckpointsOfTheAuditLogAreRecorded) {
    const auto trail = makeAuditTrail({.folder = folder_ / "audit"}, realClock_, random_,
                                      "anna@here", [](const std::string&) {});
    const auto inner = makeAudits(memory_.context(), folder_ / "audit", *trail);
    const auto audits = makeRecordingAudits(*inner, *catalog_, realClock_);
    EXPECT_EQ(kindThrown([&] { (void)audits->checkpoint(access_, {}); }), ErrorKind::InvalidInput);
    EXPECT_EQ(history_->list({.kind = "checkpoint"})[0].state, OperationState::Failed);
    trail->note({.action = "backup", .object = "/r"});
    clock_.advance(std::chrono::seconds{1});
    EXPECT_EQ(audits->checkpoint(access_, {}).sequence, 1U);
    const auto found = history_->list({.kind = "checkpoint"});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].state, OperationState::Succeeded);
    EXPECT_EQ(found[0].figures.at("last_entry"), 1);
    EXPECT_EQ(audits->verify({.repositories = {access_}}, {}).checkpoints, 1U);
    EXPECT_EQ(audits->folder(), folder_ / "audit");
}

TEST_F(RecordingChangesTest, WithoutANameNothingIsRecorded) {
    access_.name.clear();
    const auto inner = makeTags(memory_.context());
    SilentTags tagged;
    (void)makeRecordingTags(*inner, *catalog_, realClock_)
        ->change({.repository = access_, .change = {.add = {"kept"}}}, tagged, {});
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
}

}  // namespace

}  // namespace tl::services
