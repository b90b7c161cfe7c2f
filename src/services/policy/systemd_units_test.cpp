#include "services/policy/systemd_units.h"

#include <gtest/gtest.h>

namespace tl::services {

namespace {

using catalog::ScheduleDefinition;

class SystemdUnits : public testing::Test {
  protected:
    /// The lines of the timer that say when.
    std::string timing(const char* text) {
        schedule_.timing = text;
        const std::string timer = systemdUnits(schedule_, settings_)[1].content;
        const std::size_t begin = timer.find("[Timer]\n") + 8;
        return timer.substr(begin, timer.find("\n\n", begin) - begin + 1);
    }

    ScheduleDefinition schedule_{
        .name = "nightly", .action = "backup", .subject = "home", .timing = "daily 02:30"};
    UnitSettings settings_{.program = "/usr/bin/tl"};
};

TEST_F(SystemdUnits, AreAServiceAndATimer) {
    const auto files = systemdUnits(schedule_, settings_);
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].name, "timelocker-nightly.service");
    EXPECT_EQ(files[0].content,
              "[Unit]\nDescription=TimeLocker: nightly (backup of home)\n\n[Service]\n"
              "Type=oneshot\nSuccessExitStatus=3\n"
              "ExecStart=\"/usr/bin/tl\" schedule run --if-allowed \"nightly\"\n");
    EXPECT_EQ(files[1].name, "timelocker-nightly.timer");
    EXPECT_EQ(files[1].content,
              "[Unit]\nDescription=TimeLocker: nightly (backup of home)\n\n[Timer]\n"
              "OnCalendar=*-*-* 02:30:00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n");
}

TEST_F(SystemdUnits, SayTimingsAsSystemdDoes) {
    schedule_.skipsMissed = true;
    EXPECT_EQ(timing("hourly :15"), "OnCalendar=*-*-* *:15:00\n");
    EXPECT_EQ(timing("*/20 0-2 * jan,feb mon-wed"),
              "OnCalendar=Mon,Tue,Wed *-01,02-* 00,01,02:00,20,40:00\n");
    EXPECT_EQ(timing("monthly 15 04:00"), "OnCalendar=*-*-15 04:00:00\n");
    EXPECT_EQ(timing("0 0 13 * fri"),
              "OnCalendar=*-*-13 00:00:00\nOnCalendar=Fri *-*-* 00:00:00\n");
    EXPECT_NE(timing("every 90m").find("OnActiveSec=5400s\nOnUnitActiveSec=5400s\n"),
              std::string::npos);
}

TEST_F(SystemdUnits, HaveRetriesJitterAndTheCatalog) {
    schedule_.retryCount = 2;
    schedule_.settings = {{"jitter", "20m"}};
    settings_.catalog = "/a b/50%/$x.db";
    settings_.isOfSystem = true;
    const auto files = systemdUnits(schedule_, settings_);
    const auto has = [](const UnitFile& file, const char* line) {
        return file.content.find(std::string{"\n"} + line + "\n") != std::string::npos;
    };
    EXPECT_TRUE(has(files[0], "Restart=on-failure"));
    EXPECT_TRUE(has(files[0], "StartLimitBurst=3"));
    EXPECT_TRUE(has(files[0], "After=network-online.target"));
    EXPECT_TRUE(has(files[0], "Environment=\"TIMELOCKER_CATALOG=/a b/50%%/$x.db\""))
        << files[0].content;
    EXPECT_TRUE(has(files[1], "RandomizedDelaySec=1200s"));
}

TEST_F(SystemdUnits, EscapeNames) {
    schedule_.name = "täglich";
    settings_.program = "/opt/my $HOME/100%/t\"l";
    const auto files = systemdUnits(schedule_, settings_);
    EXPECT_EQ(files[0].name, "timelocker-t\\xc3\\xa4glich.service");
    EXPECT_NE(files[0].content.find("ExecStart=\"/opt/my $$HOME/100%%/t\\\"l\" schedule run"),
              std::string::npos)
        << files[0].content;
}

}  // namespace

}  // namespace tl::services
