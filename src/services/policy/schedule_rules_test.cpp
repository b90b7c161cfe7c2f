#include "services/policy/schedule_rules.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::services {

namespace {

catalog::ScheduleDefinition nightly() {
    return {.name = "nightly", .action = "backup", .subject = "home", .timing = "daily 02:30"};
}

std::string problemOf(const catalog::ScheduleDefinition& schedule) {
    try {
        (void)parseSchedule(schedule);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        return error.describe();
    }
    return "none";
}

TEST(ScheduleRules, ReadAll) {
    catalog::ScheduleDefinition schedule = nightly();
    schedule.window = "22:00-06:00";
    schedule.conditions = {"mains-power", "unmetered", "idle"};
    schedule.settings = {{"jitter", "20m"}};
    schedule.retryCount = 3;
    const ScheduleRules rules = parseSchedule(schedule);
    EXPECT_EQ(rules.action, ScheduleAction::Backup);
    EXPECT_EQ(rules.timing, parseTiming("30 2 * * *"));
    EXPECT_EQ(rules.window, (DaySpan{.from = std::chrono::hours{22}, .to = std::chrono::hours{6}}));
    EXPECT_EQ(rules.conditions,
              (std::vector{RunCondition::MainsPower, RunCondition::Unmetered, RunCondition::Idle}));
    EXPECT_EQ(rules.jitter, std::chrono::minutes{20});
}

TEST(ScheduleRules, KnowTheSettingsOfEachAction) {
    catalog::ScheduleDefinition schedule = nightly();
    schedule.action = "check";
    schedule.settings = {{"read-data-subset", "5%"}};
    EXPECT_EQ(problemOf(schedule), "none");
    schedule.action = "prune";
    EXPECT_NE(problemOf(schedule).find("no setting \"read-data-subset\"; there is jitter, "
                                       "max-unused"),
              std::string::npos);
    schedule.settings = {{"max-unused", "10%"}};
    EXPECT_EQ(problemOf(schedule), "none");
    schedule.action = "forget";
    schedule.settings = {{"prune", "yes"}, {"max-unused", "1G"}, {"remove-all", "yes"}};
    EXPECT_EQ(problemOf(schedule), "none");
    schedule.action = "copy";
    schedule.settings = {{"to", "far"}};
    EXPECT_EQ(problemOf(schedule), "none");
    schedule.action = "checkpoint";
    EXPECT_NE(problemOf(schedule).find("no setting \"to\"; there is jitter"), std::string::npos);
    schedule.settings = {{"jitter", "20m"}};
    EXPECT_EQ(problemOf(schedule), "none");
}

TEST(ScheduleRules, ACheckpointIsOfEachMachineAndOfARepository) {
    EXPECT_TRUE(isOfEachMachine(ScheduleAction::Checkpoint));
    EXPECT_FALSE(isOfEachMachine(ScheduleAction::Check));
    catalog::ScheduleDefinition schedule = nightly();
    schedule.action = "checkpoint";
    schedule.subject = "";
    EXPECT_NE(problemOf(schedule).find("name a repository"), std::string::npos);
}

TEST(ScheduleRules, RefuseWhatIsWrong) {
    const auto with = [](const auto& change) {
        catalog::ScheduleDefinition schedule = nightly();
        change(schedule);
        return problemOf(schedule);
    };
    const auto holds = [](const std::string& text, const char* part) {
        return text.find(part) != std::string::npos ? "" : text;
    };
    EXPECT_EQ(holds(with([](auto& one) { one.action = "dance"; }),
                    "one of backup, check, prune, forget, copy, checkpoint"),
              "");
    EXPECT_EQ(holds(with([](auto& one) { one.subject = ""; }), "name a target"), "");
    EXPECT_EQ(holds(with([](auto& one) { one.timing = "soon"; }), "write a preset"), "");
    EXPECT_EQ(holds(with([](auto& one) { one.window = "night"; }), "22:00-06:00"), "");
    EXPECT_EQ(holds(with([](auto& one) { one.conditions = {"sunshine"}; }),
                    "one of mains-power, unmetered, idle"),
              "");
    EXPECT_EQ(holds(with([](auto& one) { one.retryCount = -1; }), "between 0 and 100"), "");
    EXPECT_EQ(holds(with([](auto& one) { one.settings = {{"jitter", "2d"}}; }), "duration"), "");
    EXPECT_EQ(holds(with([](auto& one) {
                        one.settings = {{"jitter", "25h"}};
                    }),
                    "at most 24h"),
              "");
    EXPECT_EQ(holds(with([](auto& one) { one.action = "copy"; }), "--set to=NAME"), "");
    EXPECT_EQ(holds(with([](auto& one) {
                        one.action = "copy";
                        one.settings = {{"to", "home"}};
                    }),
                    "copied to itself"),
              "");
    EXPECT_EQ(holds(with([](auto& one) {
                        one.action = "forget";
                        one.settings = {{"prune", "no"}};
                    }),
                    "is to be yes"),
              "");
    EXPECT_EQ(holds(with([](auto& one) {
                        one.action = "check";
                        one.settings = {{"read-data-subset", "much"}};
                    }),
                    "much"),
              "");
}

}  // namespace

}  // namespace tl::services
