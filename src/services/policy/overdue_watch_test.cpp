#include "services/policy/overdue_watch.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/policy/schedule_rules.h"
#include "services/policy/schedules.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

using catalog::Claim;
using catalog::OperationState;
using catalog::ScheduleDefinition;

constexpr Instant kHour = std::chrono::hours{1};
constexpr Instant kDay = std::chrono::days{1};

class OverdueWatchTest : public catalog::CatalogTest {
  protected:
    OverdueWatchTest() {
        catalog().repositories().add({.name = "near", .location = "near"});
        catalog().repositories().add({.name = "far", .location = "far"});
        catalog().targets().add(
            {.name = "home", .paths = {"/home"}, .repositories = {"near", "far"}});
        clock_.advance(std::chrono::ceil<std::chrono::days>(now()) - now());
    }

    void add(const std::string& timing) {
        catalog().schedules().add(
            {.name = "mine", .action = "backup", .subject = "home", .timing = timing});
    }
    void lookAfter(Instant time) {
        clock_.advance(time);
        told_.clear();
        watch_.look(catalog(), now());
    }
    void backUp(const std::string& repository, OperationState state) {
        const Claim claim = catalog().operations().start(
            {.kind = "backup", .target = "home", .repository = repository}, "here:1");
        catalog().operations().finish(claim, {.state = state});
    }
    void backUpAll() {
        backUp("near", OperationState::Succeeded);
        backUp("far", OperationState::Warned);
    }
    [[nodiscard]] Instant now() const { return Instant{clock_.now().seconds}; }

    using Told = std::vector<std::string>;
    const TimeZone zone_ = TimeZone::utc();
    Told told_;
    const OverdueWatch watch_{zone_, "here", [this](const Notice& notice) {
                                  EXPECT_EQ(notice.event, NoticeEvent::Overdue);
                                  EXPECT_EQ(notice.target, "home");
                                  told_.push_back(notice.repository);
                              }};
};

TEST_F(OverdueWatchTest, TellsOnceUntilThereIsABackup) {
    add("daily");
    lookAfter(kHour);
    EXPECT_EQ(told_, Told{}) << "it is new";
    lookAfter(kDay);
    EXPECT_EQ(told_, Told{}) << "the first run has a day";
    lookAfter(kDay);
    EXPECT_EQ(told_, (Told{"near", "far"})) << "there never was one";
    lookAfter(kHour);
    EXPECT_EQ(told_, Told{}) << "it was told";
    backUpAll();
    lookAfter(kDay);
    EXPECT_EQ(told_, Told{});
    lookAfter(kDay);
    EXPECT_EQ(told_, (Told{"near", "far"}));
}

TEST_F(OverdueWatchTest, JudgesEachRepositoryByItself) {
    add("daily");
    lookAfter(kHour);
    for (int day = 0; day < 3; ++day) {
        clock_.advance(kDay);
        backUp("near", OperationState::Succeeded);
        backUp("far", OperationState::Failed);
        clock_.advance(kHour);
    }
    lookAfter(kHour);
    EXPECT_EQ(told_, Told{"far"});
}

TEST_F(OverdueWatchTest, ARareRunHasADayAndAFrequentOneUntilTheNext) {
    add("weekly");
    lookAfter(kHour);
    const Timing weekly = parseSchedule(catalog().schedules().load("mine")).timing;
    clock_.advance(*nextRun(weekly, now(), zone_) - now() + kHour);
    lookAfter(kDay - 2 * kHour);
    EXPECT_EQ(told_, Told{});
    lookAfter(2 * kHour);
    EXPECT_EQ(told_, (Told{"near", "far"}));
    backUpAll();
    lookAfter(std::chrono::days{5});
    EXPECT_EQ(told_, Told{}) << "this week's run came about, if late";
    catalog().schedules().replace(
        "mine", {.name = "mine", .action = "backup", .subject = "home", .timing = "hourly"});
    lookAfter(kHour / 2);
    EXPECT_EQ(told_, Told{}) << "another timing begins anew";
    lookAfter(kHour);
    EXPECT_EQ(told_, Told{});
    lookAfter(kHour);
    EXPECT_EQ(told_, (Told{"near", "far"}));
}

TEST_F(OverdueWatchTest, WhatIsUnderWayIsWaitedFor) {
    add("hourly");
    lookAfter(kHour / 2);
    const Claim claim = catalog().operations().start(
        {.kind = "backup", .target = "home", .repository = "near"}, "here:1");
    (void)catalog().operations().enqueue({.kind = "backup", .target = "home", .repository = "far"});
    lookAfter(3 * kHour);
    EXPECT_EQ(told_, Told{});
    catalog().operations().finish(claim, {.state = OperationState::Failed});
    lookAfter(kHour / 60);
    EXPECT_EQ(told_, Told{"near"});
}

TEST_F(OverdueWatchTest, PausedOnesOtherActionsAndOtherMachinesAreLeftAlone) {
    add("hourly");
    catalog().schedules().add(
        {.name = "look", .action = "check", .subject = "near", .timing = "hourly"});
    catalog().targets().add({.name = "theirs",
                             .machine = "another machine",
                             .paths = {"/home"},
                             .repositories = {"near"}});
    catalog().schedules().add(
        {.name = "other", .action = "backup", .subject = "theirs", .timing = "hourly"});
    lookAfter(kHour / 2);
    ScheduleDefinition paused = catalog().schedules().load("mine");
    paused.isPaused = true;
    catalog().schedules().replace("mine", paused);
    lookAfter(5 * kHour);
    EXPECT_EQ(told_, Told{});
    paused.isPaused = false;
    catalog().schedules().replace("mine", paused);
    lookAfter(5 * kHour);
    EXPECT_EQ(told_, Told{}) << "it begins anew";
    lookAfter(2 * kHour);
    EXPECT_EQ(told_, (Told{"near", "far"}));
}

TEST_F(OverdueWatchTest, OneOfAllDaemonsTells) {
    add("hourly");
    lookAfter(kHour / 2);
    lookAfter(3 * kHour);
    EXPECT_EQ(told_.size(), 2U);
    const auto other = connect();
    told_.clear();
    watch_.look(*other, now());
    EXPECT_EQ(told_, Told{});
}

TEST_F(OverdueWatchTest, AScheduleThatIsGoneLeavesNothingBehind) {
    add("hourly");
    lookAfter(kHour / 2);
    lookAfter(3 * kHour);
    EXPECT_FALSE(catalog().settings().beginningWith("schedule_").empty());
    OverdueWatch::forget(catalog(), "mine");
    EXPECT_TRUE(catalog().settings().beginningWith("schedule_").empty());
}

TEST_F(OverdueWatchTest, SpoiltNotesCountAsNone) {
    add("hourly");
    catalog().settings().set("schedule_watched.mine/", "yesterday hourly");
    lookAfter(3 * kHour);
    EXPECT_EQ(told_, Told{});
    lookAfter(3 * kHour);
    EXPECT_EQ(told_, (Told{"near", "far"}));
}

}  // namespace
}  // namespace tl::services
