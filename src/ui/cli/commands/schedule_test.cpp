#include "ui/cli/commands/schedule.h"

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class ScheduleCommands : public CatalogCommandsFixture {
  protected:
    ScheduleCommands() {
        (void)outputOf({"repo", "add", "near", "/near", "-p", "/p", "--default"});
        (void)outputOf({"repo", "add", "far", "sftp:far:/r"});
        (void)outputOf({"target", "add", "home", "/"});
    }
};

TEST_F(ScheduleCommands, AddTakesAllThatDescribesASchedule) {
    const std::string said =
        outputOf({"schedule",    "add",         "nightly",       "backup",        "home",
                  "daily",       "02:30",       "--hours",       "22:00-06:00",   "--condition",
                  "mains-power", "--condition", "idle",          "--retries",     "3",
                  "--set",       "jitter=20m",  "--skip-missed", "--description", "Each night"});
    EXPECT_NE(said.find("added nightly; next run: "), std::string::npos);
    const Json shown = jsonOf({"schedule", "show", "nightly"});
    EXPECT_EQ(shown["timing"], "daily 02:30");
    EXPECT_EQ(shown["run_window"], "22:00-06:00");
    EXPECT_EQ(shown["conditions"], (Json{"mains-power", "idle"}));
    EXPECT_EQ(shown["settings"], (Json{{"jitter", "20m"}}));
    EXPECT_EQ(shown["retry_count"], 3);
    EXPECT_EQ(shown["skips_missed"], true);
    EXPECT_TRUE(shown["next"].contains("start"));
    EXPECT_NE(outputOf({"schedule", "show", "nightly"}).find("next run"), std::string::npos);
}

TEST_F(ScheduleCommands, TakesCronInOneWord) {
    const Json shown = jsonOf({"schedule", "add", "odd", "check", "near", "30 2 * * mon-fri"});
    EXPECT_EQ(shown["timing"], "30 2 * * mon-fri");
}

TEST_F(ScheduleCommands, EditChangesWhatIsGivenAndTakesAway) {
    (void)outputOf({"schedule", "add", "away", "copy", "near", "weekly", "--set", "to=far", "--set",
                    "jitter=1h", "--condition", "idle", "--hours", "22:00-06:00"});
    const Json edited = jsonOf({"schedule", "edit", "away", "every", "6h", "--set",
                                "jitter=", "--condition", "none", "--hours", "", "--paused"});
    EXPECT_EQ(edited["timing"], "every 6h");
    EXPECT_EQ(edited["settings"], (Json{{"to", "far"}}));
    EXPECT_EQ(edited["conditions"], Json::array());
    EXPECT_EQ(edited["run_window"], "");
    EXPECT_EQ(edited["is_paused"], true);
    EXPECT_FALSE(edited.contains("next"));
    EXPECT_NE(outputOf({"schedule", "list"}).find("paused"), std::string::npos);
    EXPECT_NE(outputOf({"schedule", "edit", "away", "--paused=false"}).find("next run: 2"),
              std::string::npos);
}

TEST_F(ScheduleCommands, NextTellsTheSoonestFirst) {
    (void)outputOf({"schedule", "add", "often", "check", "near", "hourly"});
    (void)outputOf({"schedule", "add", "nightly", "backup", "home", "daily"});
    (void)outputOf({"schedule", "add", "never", "prune", "near", "daily", "--paused"});
    const Json runs = jsonOf({"schedule", "next", "-c", "30"});
    ASSERT_EQ(runs.size(), 60U);
    for (std::size_t i = 1; i < runs.size(); ++i)
        EXPECT_LE(runs[i - 1]["start"], runs[i]["start"]);
    EXPECT_EQ(jsonOf({"schedule", "next", "never"}).size(), 1U);
    EXPECT_NE(outputOf({"schedule", "next"}).find("2 runs"), std::string::npos);
}

TEST_F(ScheduleCommands, ListAndRemove) {
    (void)outputOf({"schedule", "add", "nightly", "backup", "home", "daily"});
    EXPECT_NE(outputOf({"schedule", "list"}).find("1 schedule\n"), std::string::npos);
    EXPECT_EQ(jsonOf({"schedule", "list"})[0]["name"], "nightly");
    EXPECT_NE(errorOf({"target", "remove", "home"}).find("schedule \"nightly\""),
              std::string::npos);
    EXPECT_EQ(jsonOf({"schedule", "remove", "nightly"})["removed"], true);
    EXPECT_EQ(jsonOf({"schedule", "list"}), Json::array());
}

TEST_F(ScheduleCommands, RefuseWhatIsWrong) {
    const auto refused = [this](const Words& words, const char* why) {
        const std::string error = errorOf(words);
        EXPECT_NE(error.find(why), std::string::npos) << error;
    };
    refused({"schedule", "add", "x", "backup", "home"}, "nightly backup home daily 02:30");
    refused({"schedule", "add", "x", "backup", "nowhere", "daily"}, "`tl target add`");
    refused({"schedule", "add", "x", "check", "nowhere", "daily"}, "`tl repo add`");
    refused({"schedule", "add", "x", "backup", "home", "daily", "--set", "jitter"}, "KEY=VALUE");
    refused({"schedule", "add", "x", "backup", "home", "daily", "--retries", "101"}, "100");
    refused({"schedule", "add", "x", "backup", "home", "daily", "--condition", "rain"}, "idle");
    refused({"schedule", "add", "a/b", "backup", "home", "daily"}, "cannot be a name");
    refused({"schedule", "show", "x"}, "`tl schedule list`");
    refused({"schedule", "next", "x"}, "`tl schedule list`");
    refused({"schedule", "next", "-c", "0"}, "between 1 and 1000");
}

TEST_F(ScheduleCommands, RunDoesItNow) {
    (void)outputOf({"schedule", "add", "nightly", "backup", "home", "yearly"});
    EXPECT_NE(outputOf({"schedule", "run", "nightly"}).find("backup to near: succeeded"),
              std::string::npos);
    EXPECT_EQ(jsonOf({"schedule", "run", "nightly"})[0]["state"], "succeeded");
    const Json history = jsonOf({"history"});
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0]["actor"], "schedule nightly");
    EXPECT_NE(outputOf({"schedule", "list"}).find("succeeded"), std::string::npos);
}

TEST_F(ScheduleCommands, RunTellsWhatFailed) {
    (void)outputOf({"schedule", "add", "nightly", "backup", "home", "yearly"});
    core_.onBackup = [](services::BackupObserver&) -> services::BackupReport {
        throw Error{ErrorKind::Unavailable, "the cable is out"};
    };
    EXPECT_NE(errorOf({"schedule", "run", "nightly"}).find("the cable is out"), std::string::npos);
    EXPECT_EQ(jsonOf({"history"})[0]["state"], "failed");
}

TEST_F(ScheduleCommands, SystemdWritesUnits) {
    (void)outputOf({"schedule", "add", "nightly", "backup", "home", "daily", "02:30"});
    (void)outputOf({"schedule", "add", "off", "check", "near", "daily", "--paused"});
    const std::string folder = folder_ / "units";
    EXPECT_NE(outputOf({"schedule", "systemd", "--output", folder, "--program", "/opt/tl"})
                  .find("wrote 2 files"),
              std::string::npos);
    EXPECT_NE(readFile(folder + "/timelocker-nightly.timer", 10'000).find("OnCalendar=*-*-* 02:30"),
              std::string::npos);
    EXPECT_NE(readFile(folder + "/timelocker-nightly.service", 10'000)
                  .find("ExecStart=\"/opt/tl\" schedule run --if-allowed \"nightly\""),
              std::string::npos);
    EXPECT_NE(outputOf({"schedule", "systemd", "off"}).find("# timelocker-off.timer"),
              std::string::npos);
    EXPECT_NE(errorOf({"schedule", "systemd", "--program", "tl"}).find("absolute"),
              std::string::npos);
    (void)outputOf({"schedule", "remove", "nightly"});
    EXPECT_NE(errorOf({"schedule", "systemd"}).find("no schedules yet"), std::string::npos);
}

TEST_F(ScheduleCommands, ServeRefusesWhatIsWrong) {
    EXPECT_NE(errorOf({"serve", "--parallel", "0"}).find("between 1 and 64"), std::string::npos);
    EXPECT_NE(errorOf({"serve", "now"}).find("no arguments"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli
