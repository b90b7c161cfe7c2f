#include <set>

#include <gtest/gtest.h>

#include "infra/audit/audit_files.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_lock.h"
#include "infra/platform/file_system.h"
#include "infra/resources/mutex.h"
#include "infra/resources/worker_group.h"
#include "services/policy/operation_runs.h"
#include "services/policy/schedule_settled.h"
#include "services/policy/scheduled_runs.h"
#include "services/policy/schedules.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

using catalog::Operation;
using catalog::OperationState;

/// Real repositories in memory, and all that works on them.
class ScheduledRunsTest : public catalog::CatalogTest {
  protected:
    ScheduledRunsTest()
        : catalog_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          groups_{makePatternGroups(*catalog_)},
          backups_{makeBackups(memory_.context())},
          checks_{makeChecks(memory_.context())},
          prunes_{makePrunes(memory_.context())},
          copies_{makeCopies(memory_.context())},
          forgets_{makeForgets(memory_.context())},
          retention_{makeRetentionPolicies(*catalog_, *forgets_)},
          trail_{makeAuditTrail({.folder = folder_ / "audit"},
                                realClock_,
                                random_,
                                "anna@here",
                                [](const std::string& news) { ADD_FAILURE() << news; })},
          audits_{makeAudits(memory_.context(), folder_ / "audit", *trail_)},
          runs_{makeScheduledRuns({.catalog = *catalog_,
                                   .patternGroups = *groups_,
                                   .backups = *backups_,
                                   .checks = *checks_,
                                   .prunes = *prunes_,
                                   .copies = *copies_,
                                   .retention = *retention_,
                                   .audits = *audits_,
                                   .clock = realClock_,
                                   .zone = zone_,
                                   .holds = [this](RunCondition) { return isAllowed_; },
                                   .notify = [this](const Notice& notice) { tell(notice); }})} {
        for (const char* name : {"near", "far"}) {
            (void)makeRepositories(memory_.context())
                ->init({.repository = accessTo(name, "secret")}, {});
            catalog_->open().repositories().add({.name = name, .location = name});
        }
        makeDirectories(folder_ / "data", 0700);
        writeFile(folder_ / "data/file", "content");
        catalog_->open().targets().add(
            {.name = "home", .paths = {folder_ / "data"}, .repositories = {"near", "far"}});
    }

    [[nodiscard]] RunWorld world() {
        return {.access =
                    [this](const std::string& name) {
                        RepositoryAccess access =
                            accessTo(name, name == locked_ ? "wrong" : "secret");
                        access.name = name;
                        return access;
                    },
                .tell =
                    [this](const std::string& news) {
                        const MutexLock lock{mutex_};
                        news_.push_back(news);
                    }};
    }
    void add(const std::string& name,
             const std::string& action,
             const std::string& subject,
             catalog::TextMap settings = {}) {
        catalog_->open().schedules().add({.name = name,
                                          .action = action,
                                          .subject = subject,
                                          .timing = "yearly",
                                          .settings = std::move(settings)});
    }
    std::vector<Operation> runNow(const std::string& name) {
        return runs_->runNow(name, world(), {});
    }
    std::size_t snapshotsAt(const char* name) {
        return countFiles(memory_.at(name), storage::FileType::Snapshot);
    }
    [[nodiscard]] std::vector<Operation> history() {
        return catalog_->open().operations().list({});
    }
    /// Serves until `isEnough`, for a minute at most.
    void serveUntil(const std::function<bool()>& isEnough) {
        std::stop_source ending;
        WorkerGroup daemon{{}};
        daemon.start("daemon", [&](const std::stop_token&) {
            runs_->serve({.world = world(), .runsMax = 1, .lockFile = folder_ / "state/serve.lock"},
                         ending.get_token());
        });
        constexpr int kTurns = 600;
        for (int i = 0; i < kTurns && !isEnough(); ++i)
            (void)realClock_.sleep(std::chrono::milliseconds{100}, {});
        ending.request_stop();
        daemon.join();
    }

    void tell(const Notice& notice) {
        const MutexLock lock{mutex_};
        overdue_.insert(notice.repository);
    }
    [[nodiscard]] std::set<std::string> overdue() {
        const MutexLock lock{mutex_};
        return overdue_;
    }

    MemoryServices memory_;
    SystemClock realClock_;
    const TimeZone zone_ = TimeZone::utc();
    std::unique_ptr<CatalogAccess> catalog_;
    std::unique_ptr<PatternGroups> groups_;
    std::unique_ptr<Backups> backups_;
    std::unique_ptr<Checks> checks_;
    std::unique_ptr<Prunes> prunes_;
    std::unique_ptr<Copies> copies_;
    std::unique_ptr<Forgets> forgets_;
    std::unique_ptr<RetentionPolicies> retention_;
    std::unique_ptr<AuditTrail> trail_;
    std::unique_ptr<Audits> audits_;
    std::unique_ptr<ScheduledRuns> runs_;
    std::string locked_;  ///< This repository's password is a wrong one.
    bool isAllowed_ = true;
    Mutex mutex_;
    std::vector<std::string> news_;
    std::set<std::string> overdue_;  ///< Repositories.
};

TEST_F(ScheduledRunsTest, ABackupGoesToEachRepositoryWithItsOwnResult) {
    add("nightly", "backup", "home");
    locked_ = "far";
    const auto done = runNow("nightly");
    ASSERT_EQ(done.size(), 2U);
    EXPECT_EQ(done[0].state, OperationState::Succeeded);
    EXPECT_EQ(done[0].repository, "near");
    EXPECT_EQ(done[0].target, "home");
    EXPECT_EQ(done[1].state, OperationState::Failed);
    EXPECT_NE(done[1].message.find("password"), std::string::npos);
    EXPECT_EQ(snapshotsAt("near"), 1U);
    EXPECT_EQ(history().size(), 2U);
}

TEST_F(ScheduledRunsTest, TheLifeOfARepositoryIsScheduledToo) {
    add("nightly", "backup", "home");
    add("look", "check", "near", {{"read-data-subset", "100%"}});
    add("tidy", "forget", "near", {{"prune", "yes"}, {"max-unused", "0"}});
    add("sweep", "prune", "near", {{"max-unused", "0"}});
    add("away", "copy", "near", {{"to", "far"}});
    retention_->add({.name = "usual", .scope = "all", .rules = {{"keep-last", "1"}}});
    for (int i = 0; i < 3; ++i) {
        writeFile(folder_ / "data/file", "content " + std::to_string(i));
        (void)runNow("nightly");
        memory_.clock().advance(std::chrono::hours{1});
    }
    const auto tidied = runNow("tidy");
    EXPECT_EQ(tidied[0].state, OperationState::Succeeded) << tidied[0].message;
    EXPECT_EQ(tidied[0].figures.at("snapshots_removed"), 2);
    EXPECT_GT(tidied[0].figures.at("bytes_removed"), 0);
    EXPECT_EQ(snapshotsAt("near"), 1U);
    for (const char* name : {"look", "sweep"})
        EXPECT_EQ(runNow(name)[0].state, OperationState::Succeeded) << name;
    const std::size_t before = snapshotsAt("far");
    const auto copied = runNow("away");
    EXPECT_EQ(copied[0].state, OperationState::Succeeded) << copied[0].message;
    EXPECT_EQ(copied[0].repository, "far");
    EXPECT_GE(snapshotsAt("far"), before);
}

TEST_F(ScheduledRunsTest, ACheckpointVouchesForTheAuditLog) {
    add("vouch", "checkpoint", "near");
    trail_->note({.action = "backup", .object = "near"});
    const auto done = runNow("vouch");
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].state, OperationState::Succeeded) << done[0].message;
    EXPECT_EQ(done[0].kind, "checkpoint");
    EXPECT_EQ(done[0].repository, "near");
    EXPECT_EQ(done[0].machine, hostName());
    EXPECT_EQ(done[0].figures.at("last_entry"), 1);
    EXPECT_EQ(snapshotsAt("near"), 1U);
    EXPECT_EQ(audits_->verify({.repositories = {accessTo("near", "secret")}}, {}).checkpoints, 1U);
}

TEST_F(ScheduledRunsTest, TheDaemonMakesTheCheckpointsThatAreOwed) {
    add("vouch", "checkpoint", "near");
    trail_->note({.action = "backup", .object = "near"});
    settle(catalog_->open(), "vouch", Instant{0});
    serveUntil([this] { return history().size() == 1 && isOver(history()[0].state); });
    ASSERT_EQ(history().size(), 1U);
    EXPECT_EQ(history()[0].state, OperationState::Succeeded) << history()[0].message;
    EXPECT_EQ(history()[0].actor, "schedule vouch");
    EXPECT_EQ(snapshotsAt("near"), 1U);
}

TEST_F(ScheduledRunsTest, NoCheckpointVouchesForALogThatWasChanged) {
    add("vouch", "checkpoint", "near");
    for (const char* action : {"backup", "prune"})
        trail_->note({.action = action, .object = "near"});
    const std::string log = audit::segmentPath(folder_ / "audit", 1);
    std::string text = readFile(log, 10'000);
    text[text.find("backup")] = 'p';
    writeFile(log, text);
    const auto done = runNow("vouch");
    EXPECT_EQ(done[0].state, OperationState::Failed);
    EXPECT_NE(done[0].message.find("not as it was written"), std::string::npos) << done[0].message;
    EXPECT_EQ(snapshotsAt("near"), 0U);
}

TEST_F(ScheduledRunsTest, WhatIsGoneIsRecordedAsFailed) {
    catalog_->open().operations().enqueue(
        {.kind = "backup", .target = "home", .repository = "near", .actor = actorOf("removed")});
    serveUntil([this] { return isOver(history()[0].state); });
    EXPECT_EQ(history()[0].state, OperationState::Failed);
    EXPECT_NE(history()[0].message.find("is gone"), std::string::npos);
}

TEST_F(ScheduledRunsTest, TheDaemonRunsWhatIsOwedAndStopsWhenTold) {
    add("nightly", "backup", "home");
    settle(catalog_->open(), "nightly", Instant{0});
    serveUntil([this] {
        const auto all = history();
        return all.size() == 2 && isOver(all[0].state) && isOver(all[1].state);
    });
    ASSERT_EQ(history().size(), 2U);
    for (const Operation& one : history())
        EXPECT_EQ(one.state, OperationState::Succeeded) << one.message;
    EXPECT_EQ(news_.back(), "stopped");
}

TEST_F(ScheduledRunsTest, TakesOverFromADeadDaemon) {
    add("nightly", "backup", "home");
    auto& operations = catalog_->open().operations();
    (void)operations.enqueue({.kind = "backup",
                              .target = "home",
                              .repository = "near",
                              .actor = actorOf("nightly"),
                              .attemptsMax = 2});
    ASSERT_TRUE(operations.claimNext({.machine = "there", .runner = "there:1"}));
    clock_.advance(std::chrono::minutes{2});
    serveUntil([this] { return isOver(history()[0].state); });
    EXPECT_EQ(history()[0].state, OperationState::Succeeded);
    EXPECT_EQ(history()[0].attempt, 2);
    EXPECT_EQ(snapshotsAt("near"), 1U);
}

TEST_F(ScheduledRunsTest, TellsOfBackupsThatConditionsKeepFromComingAbout) {
    add("nightly", "backup", "home");
    auto schedule = catalog_->open().schedules().load("nightly");
    schedule.timing = "hourly";
    schedule.conditions = {"mains-power"};
    catalog_->open().schedules().replace("nightly", schedule);
    isAllowed_ = false;
    const auto longAgo = std::to_string(realClock_.now().seconds - 5 * 3600);
    catalog_->open().settings().set("schedule_watched.nightly/", longAgo + " hourly");
    const std::set<std::string> both{"near", "far"};
    serveUntil([&] { return overdue() == both; });
    EXPECT_EQ(overdue(), both);
}

TEST_F(ScheduledRunsTest, OneDaemonHasTheLockFile) {
    const std::string path = folder_ / "serve.lock";
    const FileLock held{path};
    EXPECT_EQ(kindThrown([&] { runs_->serve({.world = world(), .lockFile = path}, {}); }),
              ErrorKind::Locked);
}

TEST_F(ScheduledRunsTest, TellsWhatHindersARun) {
    add("nightly", "backup", "home");
    EXPECT_EQ(runs_->hindranceOf("nightly"), "");
    auto schedule = catalog_->open().schedules().load("nightly");
    schedule.conditions = {"unmetered"};
    catalog_->open().schedules().replace("nightly", schedule);
    EXPECT_EQ(runs_->hindranceOf("nightly"), "");
    isAllowed_ = false;
    EXPECT_EQ(runs_->hindranceOf("nightly"), "unmetered");
    EXPECT_EQ(kindThrown([&] { (void)runs_->hindranceOf("x"); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { (void)runNow("x"); }), ErrorKind::NotFound);
}

TEST(DelayAfter, GrowsAndStays) {
    using std::chrono::minutes;
    EXPECT_EQ(delayAfter(1), minutes{1});
    EXPECT_EQ(delayAfter(2), minutes{5});
    EXPECT_EQ(delayAfter(3), minutes{15});
    EXPECT_EQ(delayAfter(4), minutes{30});
    EXPECT_EQ(delayAfter(99), minutes{30});
}

}  // namespace

}  // namespace tl::services
