#include "services/backup/hooked_backups.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/resources/stop_after.h"
#include "tests/support/recorded_backup.h"

namespace tl::services {

namespace {

using Lines = std::vector<std::string>;

/// A backup that ends as the test says.
class GivenBackups final : public Backups {
  public:
    BackupReport run(const BackupRequest& /*request*/,
                     BackupObserver& /*observer*/,
                     const std::stop_token& /*stop*/) override {
        ++runs;
        return result();
    }
    std::function<BackupReport()> result = [] { return BackupReport{}; };
    int runs = 0;
};

class HookedBackupsTest : public testing::Test {
  protected:
    HookedBackupsTest() {
        request_.targetName = "home";
        request_.repository.name = "near";
        hook("before");
        hook("after");
        hook("on-error");
    }

    /// A command that notes what it is told.
    void hook(const std::string& name, const std::string& more = "") {
        const std::string script = folder_ / ("hook-" + name);
        writeFile(script,
                  "echo $TIMELOCKER_HOOK_EVENT $TIMELOCKER_HOOK_TARGET "
                  "$TIMELOCKER_HOOK_REPOSITORY $TIMELOCKER_HOOK_RESULT $TIMELOCKER_HOOK_SNAPSHOT "
                  "$TIMELOCKER_HOOK_MESSAGE\n" +
                      more);
        const std::string command = "sh '" + script + "'";
        if (name == "before") request_.hooks.before = command;
        if (name == "after") request_.hooks.after = command;
        if (name == "on-error") request_.hooks.onError = command;
    }

    /// An enabled plugin of the kind hook whose script is `script`; it notes its events, too.
    void plugin(const std::string& name, const std::string& script) {
        const std::string home = folder_ / ("plugins/" + name);
        makeDirectories(home, 0700);
        writeFile(home + "/plugin.toml", "protocol = 1\nname = \"" + name +
                                             "\"\nversion = \"1\"\nkind = \"hook\"\nprogram = "
                                             "\"sh\"\narguments = [\"" +
                                             home + "/run.sh\"]\n");
        writeFile(home + "/run.sh", "cat >/dev/null; echo " + name +
                                        " $TIMELOCKER_CALL_EVENT $TIMELOCKER_CALL_RESULT >>" +
                                        (folder_ / "told") + "\n" + script + "\n");
        catalog_.enable(name);
        request_.hooks.plugins.push_back(name);
    }
    std::string told() { return exists(folder_ / "told") ? readFile(folder_ / "told", 9999) : ""; }

    BackupReport run(const std::stop_token& stop = {}) {
        return makeHookedBackups(
                   inner_, {.plugins = catalog_, .clock = clock_, .variable = environmentVariable})
            ->run(request_, observer_, stop);
    }
    /// The sentence that it fails with.
    std::string failure() {
        try {
            (void)run();
        } catch (const Error& error) {
            return error.what();
        }
        return "none";
    }

    const TemporaryDirectory folder_;
    SystemClock clock_;
    plugins::PluginCatalog catalog_{{.userFolder = folder_ / "plugins",
                                     .systemFolders = {},
                                     .stateFile = folder_ / "state.json",
                                     .builtInManifests = {}}};
    GivenBackups inner_;
    BackupRequest request_{};
    RecordedBackup observer_;
};

BackupReport reportOf(engine::SnapshotId snapshot) {
    BackupReport report;
    report.snapshot = snapshot;
    return report;
}

TEST_F(HookedBackupsTest, CallThemBeforeAndAfter) {
    const engine::SnapshotId id{};
    inner_.result = [&] { return reportOf(id); };
    EXPECT_TRUE(run().hookFailures.empty());
    EXPECT_EQ(observer_.hookLines,
              (Lines{"before: before home near", "after: after home near success " + id.hex()}));
}

TEST_F(HookedBackupsTest, OneBeforeThatFailsEndsTheRun) {
    hook("before", "echo 'no room' >&2; exit 1\n");
    EXPECT_EQ(failure(), "the hook before failed: \"sh\" ended with exit status 1: no room");
    EXPECT_EQ(inner_.runs, 0);
    ASSERT_EQ(observer_.hookLines.size(), 3U);
    EXPECT_EQ(observer_.hookLines[1], "before: no room");
    EXPECT_EQ(observer_.hookLines[2],
              "on-error: on-error home near failure the hook before failed: \"sh\" ended with exit "
              "status 1: no room");
    request_.hooks.before = folder_ / "nowhere";
    EXPECT_EQ(kindThrown([&] { (void)run(); }), ErrorKind::NotFound);
}

TEST_F(HookedBackupsTest, OneAfterThatFailsIsToldInTheReport) {
    hook("after", "exit 4\n");
    EXPECT_EQ(run().hookFailures, Lines{"the hook after failed: \"sh\" ended with exit status 4"});
    EXPECT_EQ(observer_.hookLines.size(), 2U) << "the backup itself went well";
}

TEST_F(HookedBackupsTest, ABackupThatFailsKeepsItsErrorWhateverTheHooksDo) {
    inner_.result = []() -> BackupReport { throw Error{ErrorKind::Locked, "it is locked"}; };
    hook("on-error", "exit 4\n");
    EXPECT_EQ(kindThrown([&] { (void)run(); }), ErrorKind::Locked);
    EXPECT_EQ(observer_.hookLines.back(), "on-error: on-error home near failure it is locked");
    EXPECT_EQ(observer_.warnings,
              Lines{"the hook on-error failed: \"sh\" ended with exit status 4"});
}

TEST_F(HookedBackupsTest, DamageThatAVerificationFoundIsAFailure) {
    inner_.result = [] {
        BackupReport report;
        report.verification = VerificationReport{.errorCount = 2};
        return report;
    };
    EXPECT_TRUE(run().isUnsound());
    EXPECT_EQ(observer_.hookLines.back(),
              "on-error: on-error home near failure the verification found damage");
}

TEST_F(HookedBackupsTest, AreCalledAfterAStopToo) {
    std::stop_source stop;
    inner_.result = [&]() -> BackupReport {
        stop.request_stop();
        throw Cancelled{};
    };
    EXPECT_THROW((void)run(stop.get_token()), Cancelled);
    EXPECT_EQ(observer_.hookLines.back(), "on-error: on-error home near cancelled it was stopped");
}

TEST_F(HookedBackupsTest, OneThatTakesTooLongIsEnded) {
    request_.hooks.timeMax = std::chrono::seconds{1};
    hook("before", "sleep 1000\n");
    EXPECT_NE(failure().find("took longer than 1 s"), std::string::npos);
    EXPECT_EQ(inner_.runs, 0);
}

TEST_F(HookedBackupsTest, AStopEndsTheOneBefore) {
    hook("before", "sleep 1000\n");
    const StopAfter soon{clock_, std::chrono::milliseconds{200}};
    EXPECT_THROW((void)run(soon.token()), Cancelled);
    EXPECT_EQ(inner_.runs, 0);
}

TEST_F(HookedBackupsTest, AChattyOneDoesNotFillTheHistory) {
    hook("before", "seq 1000\n");
    request_.hooks.after.clear();
    (void)run();
    EXPECT_EQ(observer_.hookLines.size(), 201U);
    EXPECT_EQ(observer_.hookLines.back(), "before: more lines are left out");
}

TEST_F(HookedBackupsTest, ADryRunCallsNone) {
    request_.dryRun = true;
    (void)run();
    EXPECT_EQ(inner_.runs, 1);
    EXPECT_TRUE(observer_.hookLines.empty());
}

TEST_F(HookedBackupsTest, PluginsAreToldBeforeAndAfter) {
    plugin("one", "echo '{\"ok\": true}'");
    plugin("two", "echo '{\"ok\": true}'");
    (void)run();
    EXPECT_EQ(told(),
              "one before-backup\ntwo before-backup\ntwo after-backup success\n"
              "one after-backup success\n");
}

TEST_F(HookedBackupsTest, APluginThatObjectsKeepsTheBackupFromHappening) {
    plugin("one", "echo '{\"ok\": true}'");
    plugin("two", "echo '{\"ok\": false, \"error\": \"not now\"}'");
    EXPECT_EQ(failure(), "the plugin \"two\" says: not now");
    EXPECT_EQ(inner_.runs, 0);
    EXPECT_EQ(told(), "one before-backup\ntwo before-backup\none after-backup failure\n");
    catalog_.disable("one");
    EXPECT_EQ(kindThrown([&] { (void)run(); }), ErrorKind::InvalidInput);
    request_.hooks.plugins = {"none"};
    EXPECT_EQ(kindThrown([&] { (void)run(); }), ErrorKind::NotFound);
}

}  // namespace

}  // namespace tl::services
