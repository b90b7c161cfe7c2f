#include "services/policy/run_queue.h"

#include <set>

#include <gtest/gtest.h>

#include "infra/platform/environment.h"
#include "services/policy/schedule_settled.h"
#include "services/policy/schedules.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

using catalog::Claim;
using catalog::Operation;
using catalog::OperationState;
using catalog::ScheduleDefinition;

constexpr Instant kHour = std::chrono::hours{1};
constexpr Instant kDay = std::chrono::days{1};

class RunQueueTest : public catalog::CatalogTest {
  protected:
    RunQueueTest() {
        for (const char* name : {"near", "far"})
            catalog().repositories().add({.name = name, .location = name});
        catalog().targets().add(
            {.name = "home", .paths = {"/home"}, .repositories = {"near", "far"}});
    }

    void add(const ScheduleDefinition& schedule, Instant settled) {
        catalog().schedules().add(schedule);
        settle(catalog(), schedule.name, settled);
    }
    [[nodiscard]] RunQueueSettings settings() {
        return {.zone = zone_,
                .machine = "here",
                .holds = [this](RunCondition one) { return !unmet_.contains(one); },
                .tell = [this](const std::string& news) { news_.push_back(news); }};
    }
    void fill() { queue_.fill(catalog(), now()); }
    [[nodiscard]] Instant now() const { return Instant{clock_.now().seconds}; }
    [[nodiscard]] std::vector<Operation> all() { return catalog().operations().list({}); }
    [[nodiscard]] std::size_t countOf(OperationState state) {
        return catalog().operations().list({.state = state}).size();
    }
    /// The midnight before now.
    [[nodiscard]] Instant midnight() const { return std::chrono::floor<std::chrono::days>(now()); }
    std::optional<Claim> claim() {
        return catalog().operations().claimNext({.machine = "here", .runner = "here:1"});
    }

    const TimeZone zone_ = TimeZone::utc();
    std::set<RunCondition> unmet_;
    std::vector<std::string> news_;
    RunQueue queue_{settings()};
    const ScheduleDefinition nightly_{
        .name = "nightly", .action = "backup", .subject = "home", .timing = "daily"};
    const ScheduleDefinition look_{
        .name = "look", .action = "check", .subject = "near", .timing = "daily"};
};

TEST_F(RunQueueTest, QueuesARunForEachRepositoryOnce) {
    add(nightly_, midnight() - kHour);
    fill();
    fill();
    const auto queued = all();
    ASSERT_EQ(queued.size(), 2U);
    EXPECT_EQ(queued[0].kind, "backup");
    EXPECT_EQ(queued[0].target, "home");
    EXPECT_EQ(queued[0].actor, "schedule nightly");
    EXPECT_NE(queued[0].repository, queued[1].repository);
    EXPECT_EQ(settledUntil(catalog(), "nightly"), midnight());
}

TEST_F(RunQueueTest, ManyWhoDoTheSameQueueItOnce) {
    add(nightly_, midnight() - kHour);
    std::vector<std::unique_ptr<catalog::Catalog>> daemons;
    for (int i = 0; i < 3; ++i)
        daemons.push_back(connect());
    for (const auto& daemon : daemons) {
        settle(*daemon, "nightly", midnight() - kHour);  // As one that was slow has read it.
        RunQueue queue{settings()};
        queue.fill(*daemon, now());
        while (const auto taken = claim())  // So that it waits no more.
            (void)catalog().operations().finish(*taken, {});
    }
    EXPECT_EQ(all().size(), 2U);
}

TEST_F(RunQueueTest, OneRunMakesUpForAll) {
    add(look_, midnight() - 20 * kDay);
    fill();
    EXPECT_EQ(all().size(), 1U);
}

TEST_F(RunQueueTest, AScheduleThatIsNewToItOwesNothing) {
    catalog().schedules().add(look_);  // As `config apply` does.
    fill();
    EXPECT_TRUE(all().empty());
    clock_.advance(std::chrono::days{1});
    fill();
    EXPECT_EQ(all().size(), 1U);
}

TEST_F(RunQueueTest, WaitsForAnEarlierRunAndFollowsIt) {
    add(look_, midnight() - kHour);
    fill();
    const auto running = claim();
    ASSERT_TRUE(running);
    clock_.advance(std::chrono::days{1});
    (void)catalog().operations().renew(*running, {});
    fill();
    EXPECT_EQ(all().size(), 1U);
    EXPECT_TRUE(catalog().operations().finish(*running, {}));
    fill();
    EXPECT_EQ(countOf(OperationState::Waiting), 1U);
}

TEST_F(RunQueueTest, ARunThatStillWaitsStandsForTheNext) {
    add(look_, midnight() - kHour);
    fill();
    clock_.advance(std::chrono::days{1});
    fill();
    EXPECT_EQ(all().size(), 1U);
    EXPECT_EQ(settledUntil(catalog(), "look"), midnight());
}

TEST_F(RunQueueTest, WaitsForConditionsAndTellsSoOnce) {
    ScheduleDefinition schedule = look_;
    schedule.conditions = {"mains-power", "idle"};
    add(schedule, midnight() - kHour);
    unmet_ = {RunCondition::Idle};
    fill();
    fill();
    EXPECT_TRUE(all().empty());
    EXPECT_EQ(news_, std::vector<std::string>{"the schedule look waits for idle"});
    unmet_.clear();
    fill();
    ASSERT_EQ(all().size(), 1U);
    EXPECT_EQ(all()[0].machine, "here");  // Where they hold.
}

TEST_F(RunQueueTest, WaitsForItsHours) {
    ScheduleDefinition schedule = look_;
    schedule.window = "01:00-02:00";
    add(schedule, midnight() - kHour);
    queue_.fill(catalog(), midnight() + kHour / 2);
    EXPECT_TRUE(all().empty());
    queue_.fill(catalog(), midnight() + kHour);
    EXPECT_EQ(all().size(), 1U);
}

TEST_F(RunQueueTest, LetsAMissedRunGoWhereAskedTo) {
    ScheduleDefinition schedule = look_;
    schedule.skipsMissed = true;
    add(schedule, midnight() - kHour);
    queue_.fill(catalog(), midnight() + std::chrono::minutes{11});
    EXPECT_TRUE(all().empty());
    EXPECT_EQ(news_.size(), 1U);
    queue_.fill(catalog(), midnight() + kDay + std::chrono::minutes{9});
    EXPECT_EQ(all().size(), 1U);
}

TEST_F(RunQueueTest, LeavesOtherMachinesTargetsAndPausedSchedulesAlone) {
    catalog().targets().add({.name = "there",
                             .machine = "not-" + hostName(),
                             .paths = {"/"},
                             .repositories = {"near"}});
    ScheduleDefinition schedule = nightly_;
    schedule.subject = "there";
    add(schedule, midnight() - kHour);
    ScheduleDefinition paused = look_;
    paused.isPaused = true;
    add(paused, midnight() - kHour);
    fill();
    EXPECT_TRUE(all().empty());
}

TEST_F(RunQueueTest, AMalformedScheduleIsToldOnceAndHoldsUpNoOther) {
    ScheduleDefinition odd = look_;
    odd.name = "a-first";
    odd.timing = "at full moon";
    add(odd, midnight() - kHour);
    add(look_, midnight() - kHour);
    fill();
    fill();
    EXPECT_EQ(all().size(), 1U);
    ASSERT_EQ(news_.size(), 1U);
    EXPECT_NE(news_[0].find("a-first"), std::string::npos);
}

TEST_F(RunQueueTest, ACopyIsOfTheRepositoryItGoesTo) {
    add({.name = "away",
         .action = "copy",
         .subject = "near",
         .timing = "daily",
         .settings = {{"to", "far"}},
         .retryCount = 2},
        midnight() - kHour);
    fill();
    ASSERT_EQ(all().size(), 1U);
    EXPECT_EQ(all()[0].repository, "far");
    EXPECT_EQ(all()[0].attemptsMax, 3);
}

TEST_F(RunQueueTest, EachMachineMakesACheckpointOfItsOwn) {
    ScheduleDefinition vouch = look_;
    vouch.name = "vouch";
    vouch.action = "checkpoint";
    add(vouch, midnight() - kHour);
    RunQueueSettings there = settings();
    there.machine = "there";
    RunQueue other{there};
    for (int i = 0; i < 2; ++i) {
        fill();
        other.fill(catalog(), now());
    }
    ASSERT_EQ(all().size(), 2U);
    EXPECT_EQ((std::set<std::string>{all()[0].machine, all()[1].machine}),
              (std::set<std::string>{"here", "there"}));
    EXPECT_EQ(all()[0].repository, "near");
    EXPECT_EQ(settledUntil(catalog(), "vouch"), midnight() - kHour);
    for (const char* machine : {"here", "there"})
        EXPECT_EQ(settledUntil(catalog(), RunOwner{.machine = machine, .schedule = "vouch"}),
                  midnight());
    forgetSettled(catalog(), "vouch");
    EXPECT_FALSE(settledUntil(catalog(), RunOwner{.machine = "here", .schedule = "vouch"}));
}

TEST_F(RunQueueTest, ACheckpointThatGoesOnElsewhereIsNotWaitedFor) {
    ScheduleDefinition vouch = look_;
    vouch.action = "checkpoint";
    add(vouch, midnight() - kHour);
    (void)catalog().operations().start(
        {.kind = "checkpoint", .repository = "near", .machine = "there", .actor = actorOf("look")},
        "there:1");
    fill();
    EXPECT_EQ(countOf(OperationState::Waiting), 1U);
}

TEST_F(RunQueueTest, ACheckpointOwesNothingFromBeforeItsScheduleWasChanged) {
    ScheduleDefinition vouch = look_;
    vouch.action = "checkpoint";
    add(vouch, midnight() - 3 * kDay);
    fill();
    ASSERT_EQ(all().size(), 1U);
    settle(catalog(), "look", now());
    EXPECT_EQ(settledUntil(catalog(), RunOwner{.machine = "here", .schedule = "look"}), now());
}

}  // namespace

}  // namespace tl::services
