#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "services/backup/targets.h"
#include "services/monitoring/notices/notice.h"
#include "services/monitoring/recording.h"
#include "services/recovery/browsing.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

/// Two real repositories in memory, and a folder with a few files.
class TargetTest : public catalog::CatalogTest {
  protected:
    TargetTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          groups_{makePatternGroups(*access_)},
          backups_{makeBackups(memory_.context())},
          recording_{makeRecordingBackups(*backups_, *access_, realClock_)},
          targets_{makeTargets(*access_, *groups_, *recording_)} {
        for (const char* name : {"near", "far"}) {
            (void)makeRepositories(memory_.context())
                ->init({.repository = accessTo(name, "secret")}, {});
            access_->open().repositories().add({.name = name, .location = name});
        }
        makeDirectories(folder_ / "data/sub", 0700);
        for (const char* file : {"a.txt", "b.iso", "sub/c.TXT", "sub/d.o"})
            writeFile(folder_ / ("data/" + std::string{file}), file);
    }

    [[nodiscard]] TargetDefinition home() const {
        return {.name = "home", .paths = {folder_ / "data"}, .repositories = {"near", "far"}};
    }
    std::vector<TargetOutcome> run(const TargetRun& wanted) {
        const TargetWorld world{
            .access =
                [this](const std::string& name) {
                    RepositoryAccess access =
                        accessTo(name, name == unreachable_ ? "wrong" : "secret");
                    access.name = name;
                    return access;
                },
            .observe = [this](const std::string&) -> BackupObserver& { return observer_; },
            .finished = [](const TargetOutcome&) {}};
        clock_.advance(std::chrono::seconds{1});
        return targets_->run(wanted, world, {});
    }
    /// The names of the files in the newest snapshot at `location`.
    std::string filesAt(const std::string& location) {
        class Names final : public FileListener {
          public:
            void onSnapshot(const StoredSnapshot&) override {}
            void onNode(const std::string&, const engine::Node& node) override {
                if (node.type == engine::NodeType::File) names += node.name + " ";
            }
            void onLeaveFolder(const std::string&) override {}
            std::string names;
        } listener;
        const auto browsing = makeBrowsing(memory_.context());
        ListFilesRequest request;
        request.repository = accessTo(location, "secret");
        request.snapshot = "latest";
        browsing->listFiles(request, listener, {});
        return listener.names;
    }
    std::optional<ErrorKind> refusalOf(const TargetDefinition& target) {
        return kindThrown([&] { targets_->add(target); });
    }

    MemoryServices memory_;
    SystemClock realClock_;
    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<PatternGroups> groups_;
    std::unique_ptr<Backups> backups_;
    std::unique_ptr<Backups> recording_;
    std::unique_ptr<Targets> targets_;
    RecordedBackup observer_;
    std::string unreachable_;
};

TEST_F(TargetTest, RunsToEachOfItsRepositories) {
    targets_->add(home());
    const auto outcomes = run({.target = "home"});
    ASSERT_EQ(outcomes.size(), 2U);
    for (const TargetOutcome& outcome : outcomes) {
        ASSERT_TRUE(outcome.report && outcome.report->snapshot);
        EXPECT_FALSE(outcome.error);
    }
    for (const TargetState& state : targets_->states("home")) {
        EXPECT_NE(state.lastSuccess, 0);
        EXPECT_FALSE(state.isBehind());
    }
}

TEST_F(TargetTest, OneThatFailsDoesNotKeepTheNextAndIsCaughtUpWith) {
    targets_->add(home());
    EXPECT_TRUE(targets_->states("home")[0].isBehind()) << "it never ran";
    unreachable_ = "near";
    auto outcomes = run({.target = "home"});
    ASSERT_EQ(outcomes.size(), 2U);
    ASSERT_TRUE(outcomes[0].error);
    EXPECT_EQ(outcomes[0].error->kind(), ErrorKind::WrongPassword);
    EXPECT_TRUE(outcomes[1].report);
    const auto states = targets_->states("home");
    EXPECT_TRUE(states[0].isBehind());
    EXPECT_FALSE(states[1].isBehind());

    unreachable_.clear();
    outcomes = run({.target = "home", .range = TargetRange::Behind});
    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes[0].repository, "near");
    EXPECT_TRUE(outcomes[0].report);
    EXPECT_TRUE(run({.target = "home", .range = TargetRange::Behind}).empty());
    EXPECT_EQ(run({.target = "home", .repository = "far"}).size(), 1U);
}

TEST_F(TargetTest, GroupsAndPatternsSayWhatIsLeftOut) {
    TargetDefinition target = home();
    target.repositories = {"near"};
    target.patternGroups = {"build-output"};
    target.excludes = {"*.iso"};
    targets_->add(target);
    (void)run({.target = "home"});
    EXPECT_EQ(filesAt("near"), "a.txt c.TXT ");

    targets_->edit("home", [](TargetDefinition& one) {
        one.patternGroups = {"office-documents"};
        one.excludes.clear();
    });
    (void)run({.target = "home"});
    EXPECT_EQ(filesAt("near"), "a.txt c.TXT ");

    targets_->edit("home", [](TargetDefinition& one) {
        one.patternGroups.clear();
        one.includes = {"*.iso", "*.TXT"};
    });
    (void)run({.target = "home"});
    EXPECT_EQ(filesAt("near"), "b.iso c.TXT ");
}

TEST_F(TargetTest, ADryRunStoresAndRecordsNothing) {
    targets_->add(home());
    for (const TargetOutcome& outcome : run({.target = "home", .isDryRun = true}))
        EXPECT_TRUE(outcome.report && !outcome.report->snapshot);
    EXPECT_FALSE(targets_->states("home")[0].last);
}

TEST_F(TargetTest, RefuseWhatCannotBe) {
    const auto with = [this](auto change) {
        TargetDefinition target = home();
        change(target);
        return refusalOf(target);
    };
    constexpr auto kBad = ErrorKind::InvalidInput;
    EXPECT_EQ(with([](auto& t) { t.paths.clear(); }), kBad);
    EXPECT_EQ(with([](auto& t) { t.paths = {"relative"}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.paths = {"/a", "/a"}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.paths = {"/\xff"}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.repositories.clear(); }), kBad);
    EXPECT_EQ(with([](auto& t) { t.repositories = {"near", "near"}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.repositories = {"unknown"}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.patternGroups = {"unknown"}; }), ErrorKind::NotFound);
    EXPECT_EQ(with([](auto& t) { t.excludes = {"[z-a"}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.excludeIfPresent = {":x"}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.excludeLargerThan = -1; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.tags = {"a,b"}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.tags = {""}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.name = "-x"; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.hookBefore = "echo 'open"; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.hookOnError = "  "; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.hookPlugins = {"a", "a"}; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.hookTimeLimit = -1; }), kBad);
    EXPECT_EQ(with([](auto& t) { t.hookTimeLimit = 8 * 86'400; }), kBad);
    for (const char* odd : {"all", "0%", "101%", "x%", "1/2", "50M"})
        EXPECT_EQ(with([&](auto& t) { t.verifyAfter = odd; }), kBad) << odd;
    EXPECT_TRUE(targets_->list().empty());
    targets_->add(home());
    EXPECT_EQ(refusalOf(home()), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] {
                  targets_->edit("home", [](TargetDefinition& one) { one.repositories = {"x"}; });
              }),
              kBad);
    EXPECT_EQ(targets_->load("home").repositories, (catalog::Texts{"near", "far"}));
    EXPECT_EQ(kindThrown([&] { (void)run({.target = "none"}); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { (void)run({.target = "home", .repository = "other"}); }), kBad);
}

TEST_F(TargetTest, SayWhatRunsAroundThemAndHowTheyAreVerified) {
    TargetDefinition target = home();
    EXPECT_FALSE(requestFor(target, *groups_).verification);
    EXPECT_TRUE(requestFor(target, *groups_).hooks.isEmpty());
    EXPECT_EQ(requestFor(target, *groups_).hooks.timeMax, std::chrono::hours{1});
    target.hookBefore = "a b";
    target.hookPlugins = {"p"};
    target.hookTimeLimit = 90;
    target.verifyAfter = "10%";
    const BackupRequest request = requestFor(target, *groups_);
    EXPECT_EQ(request.hooks.before, "a b");
    EXPECT_EQ(request.hooks.plugins, std::vector<std::string>{"p"});
    EXPECT_EQ(request.hooks.timeMax, std::chrono::seconds{90});
    EXPECT_EQ(request.verification->readPercent, 10);
    target.verifyAfter = "structure";
    EXPECT_EQ(requestFor(target, *groups_).verification->readPercent, 0);
    target.verifyAfter = "data";
    EXPECT_EQ(requestFor(target, *groups_).verification->readPercent, 100);
}

TEST_F(TargetTest, OneThatIsDamagedInTheStorageHasFailed) {
    TargetDefinition target = home();
    target.verifyAfter = "data";
    targets_->add(target);
    memory_.onRead = [this](const storage::FileId& id, std::span<std::byte> bytes) {
        if (id.type == storage::FileType::Pack && !bytes.empty() &&
            countFiles(memory_.at("far"), storage::FileType::Snapshot) > 0)
            bytes.back() ^= std::byte{1};
    };
    const auto outcomes = run({.target = "home"});
    EXPECT_FALSE(outcomes.at(0).report->isUnsound());
    EXPECT_TRUE(outcomes.at(1).report->isUnsound());
    const auto states = targets_->states("home");
    EXPECT_FALSE(states[0].isBehind());
    EXPECT_TRUE(states[1].isBehind());
    const catalog::Operation& last = *states[1].last;
    EXPECT_EQ(last.state, catalog::OperationState::Failed);
    EXPECT_NE(last.message.find("damaged"), std::string::npos) << last.message;
    EXPECT_EQ(last.snapshot, outcomes[1].report->snapshot->hex());
    EXPECT_GT(last.figures.at("verification_errors"), 0);
    EXPECT_EQ(states[0].last->figures.at("verification_errors"), 0);
    EXPECT_GT(states[0].last->figures.at("verified_packs"), 0);
    EXPECT_EQ(noticeOf(last)->event, NoticeEvent::Integrity);
    EXPECT_EQ(noticeOf(*states[0].last)->event, NoticeEvent::Success);
    const auto checks = access_->open().repositoryHistory().checksOf("far", 9);
    ASSERT_EQ(checks.size(), 1U);
    EXPECT_FALSE(checks[0].brokenPacks.empty());
}

TEST_F(TargetTest, OfAnotherMachineAreRunThere) {
    TargetDefinition target = home();
    target.machine = "elsewhere." + hostName();
    targets_->add(target);
    EXPECT_EQ(kindThrown([&] { (void)run({.target = "home"}); }), ErrorKind::InvalidInput);
    targets_->edit("home", [](TargetDefinition& one) { one.machine = hostName(); });
    EXPECT_EQ(run({.target = "home"}).size(), 2U);
}

TEST_F(TargetTest, KeepTheirHistoryUnderANewName) {
    targets_->add(home());
    (void)run({.target = "home"});
    access_->open().schedules().add({.name = "s", .action = "backup", .subject = "home"});
    targets_->edit("home", [](TargetDefinition& one) { one.name = "house"; });
    EXPECT_NE(targets_->states("house")[0].lastSuccess, 0);
    EXPECT_EQ(access_->open().schedules().load("s").subject, "house");
    EXPECT_EQ(kindThrown([&] { targets_->remove("house"); }), ErrorKind::InvalidInput) << "in use";
    access_->open().schedules().remove("s");
    targets_->remove("house");
    EXPECT_EQ(kindThrown([&] { targets_->remove("house"); }), ErrorKind::NotFound);
}

}  // namespace

}  // namespace tl::services
