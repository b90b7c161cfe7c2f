#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/policy/schedule_settled.h"
#include "services/policy/schedules.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

class ScheduleTest : public catalog::CatalogTest {
  protected:
    ScheduleTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          schedules_{makeSchedules(*access_, clock_, zone_)} {
        for (const char* name : {"near", "far"})
            access_->open().repositories().add({.name = name, .location = name});
        access_->open().targets().add(
            {.name = "home", .paths = {"/home"}, .repositories = {"near"}});
    }

    [[nodiscard]] static ScheduleDefinition nightly() {
        return {.name = "nightly", .action = "backup", .subject = "home", .timing = "daily 02:30"};
    }
    [[nodiscard]] Instant now() const { return Instant{clock_.now().seconds}; }

    const TimeZone zone_ = TimeZone::utc();
    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<Schedules> schedules_;
};

TEST_F(ScheduleTest, IsKeptAsItWasGiven) {
    ScheduleDefinition schedule = nightly();
    schedule.window = "22:00-06:00";
    schedule.conditions = {"idle"};
    schedule.settings = {{"jitter", "5m"}};
    schedules_->add(schedule);
    EXPECT_EQ(schedules_->list(), std::vector{schedule});
    const ScheduleState state = schedules_->load("nightly");
    EXPECT_EQ(state.definition, schedule);
    ASSERT_TRUE(state.next);
    EXPECT_GT(state.next->due, now());
    EXPECT_LE(state.next->due, now() + std::chrono::days{1});
    EXPECT_FALSE(state.last);
}

TEST_F(ScheduleTest, TellsItsNextRunsUnlessPaused) {
    schedules_->add(nightly());
    const auto runs = schedules_->upcoming("nightly", 3);
    ASSERT_EQ(runs.size(), 3U);
    EXPECT_EQ(runs[2].due - runs[0].due, std::chrono::days{2});
    schedules_->edit("nightly", [](ScheduleDefinition& one) { one.isPaused = true; });
    EXPECT_FALSE(schedules_->load("nightly").next);
}

TEST_F(ScheduleTest, KnowsItsLastOperation) {
    schedules_->add(nightly());
    auto& operations = access_->open().operations();
    (void)operations.start({.kind = "backup", .target = "home", .actor = actorOf("nightly")}, "x");
    (void)operations.start({.kind = "backup", .target = "home", .actor = "me"}, "x");
    ASSERT_TRUE(schedules_->load("nightly").last);
    EXPECT_EQ(scheduleOf(schedules_->load("nightly").last->actor), "nightly");
    EXPECT_EQ(scheduleOf("me"), "");
}

TEST_F(ScheduleTest, OwesNothingFromBeforeItWasMadeResumedOrGivenAnotherTiming) {
    schedules_->add(nightly());
    const auto settled = [this] { return settledUntil(access_->open(), "nightly").value(); };
    EXPECT_EQ(settled(), now());
    settle(access_->open(), "nightly", Instant{5});
    schedules_->edit("nightly", [](ScheduleDefinition& one) { one.description = "more"; });
    EXPECT_EQ(settled(), Instant{5});
    schedules_->edit("nightly", [](ScheduleDefinition& one) { one.timing = "hourly"; });
    EXPECT_EQ(settled(), now());
    settle(access_->open(), "nightly", Instant{5});
    schedules_->edit("nightly", [](ScheduleDefinition& one) { one.isPaused = true; });
    EXPECT_EQ(settled(), Instant{5});
    schedules_->edit("nightly", [](ScheduleDefinition& one) { one.isPaused = false; });
    EXPECT_EQ(settled(), now());
    schedules_->remove("nightly");
    EXPECT_FALSE(settledUntil(access_->open(), "nightly"));
}

TEST_F(ScheduleTest, TakesASpoiltNoteOfWhatIsSettledForNone) {
    access_->open().settings().set("schedule_settled.nightly", "long ago");
    EXPECT_FALSE(settledUntil(access_->open(), "nightly"));
}

TEST_F(ScheduleTest, RefusesWhatIsNotThere) {
    EXPECT_EQ(kindThrown([&] { (void)schedules_->load("x"); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { schedules_->remove("x"); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { schedules_->edit("x", [](auto&) {}); }), ErrorKind::NotFound);
    ScheduleDefinition schedule = nightly();
    schedule.subject = "near";  // A repository, and no target.
    EXPECT_EQ(kindThrown([&] { schedules_->add(schedule); }), ErrorKind::InvalidInput);
    schedule.action = "check";
    schedules_->add(schedule);
    EXPECT_EQ(kindThrown([&] { schedules_->add(schedule); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] {
                  schedules_->edit("nightly",
                                   [](ScheduleDefinition& one) { one.subject = "home"; });
              }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] {
                  schedules_->edit("nightly", [](ScheduleDefinition& one) {
                      one.action = "copy";
                      one.settings = {{"to", "nowhere"}};
                  });
              }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(schedules_->load("nightly").definition, schedule);
}

TEST_F(ScheduleTest, TellsWhatIsWrongWithADefinitionOfAnotherVersion) {
    ScheduleDefinition odd = nightly();
    odd.timing = "at full moon";
    access_->open().schedules().add(odd);
    const ScheduleState state = schedules_->load("nightly");
    EXPECT_NE(state.problem.find("full moon"), std::string::npos);
    EXPECT_FALSE(state.next);
}

}  // namespace

}  // namespace tl::services
