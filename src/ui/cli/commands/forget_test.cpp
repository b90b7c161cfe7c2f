#include "ui/cli/commands/forget.h"

#include <variant>

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

services::StoredSnapshot makeSnapshot(char digit) {
    services::StoredSnapshot stored;
    stored.id = *engine::SnapshotId::parse(std::string(64, digit));
    stored.snapshot.time.seconds = 1577934245;
    stored.snapshot.paths = {"/a"};
    stored.snapshot.hostname = "vm";
    return stored;
}

/// Keeps one, removes one.
services::ForgetPlan makePlan() {
    services::ForgetGroup group;
    group.key = {.host = "vm", .paths = Words{"/a"}, .tags = std::nullopt};
    group.kept = {{makeSnapshot('1'), {"last snapshot", "within 2d"}}};
    group.removed = {makeSnapshot('2')};
    return {.groups = {group}, .removals = {group.removed[0].id}};
}

services::ForgetReport executed(services::ForgetObserver& observer) {
    const auto plan = makePlan();
    observer.onPlan(plan);
    observer.onRemoved(plan.removals[0]);
    return {.removed = plan.removals};
}

TEST(ForgetCommand, PassesOnEveryOption) {
    FakeCore core;
    const auto result = runFakeCli(core, {"forget",
                                          "-l",
                                          "1",
                                          "-H2",
                                          "-d",
                                          "3",
                                          "-w",
                                          "4",
                                          "-m",
                                          "5",
                                          "-y",
                                          "unlimited",
                                          "--keep-within",
                                          "1y5m7d2h",
                                          "--keep-within-hourly",
                                          "1h",
                                          "--keep-within-daily",
                                          "2d",
                                          "--keep-within-weekly",
                                          "3m",
                                          "--keep-within-monthly",
                                          "4y",
                                          "--keep-within-yearly",
                                          "5y",
                                          "--keep-tag",
                                          "a,b",
                                          "--keep-tag",
                                          "c",
                                          "--host",
                                          "h",
                                          "--tag",
                                          "t",
                                          "--path",
                                          "/p",
                                          "-g",
                                          "tags",
                                          "-n",
                                          "--unsafe-allow-remove-all"});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    const engine::RetentionPolicy& policy = core.forget.rules.policy;
    EXPECT_EQ(policy.counts, (engine::KeepCounts{.last = 1,
                                                 .hourly = 2,
                                                 .daily = 3,
                                                 .weekly = 4,
                                                 .monthly = 5,
                                                 .yearly = engine::kKeepUnlimited}));
    EXPECT_EQ(policy.within.all,
              (engine::CalendarDuration{.years = 1, .months = 5, .days = 7, .hours = 2}));
    EXPECT_EQ(policy.within.hourly.hours, 1);
    EXPECT_EQ(policy.within.daily.days, 2);
    EXPECT_EQ(policy.within.weekly.months, 3);
    EXPECT_EQ(policy.within.monthly.years, 4);
    EXPECT_EQ(policy.within.yearly.years, 5);
    EXPECT_EQ(policy.tags, (std::vector<Words>{{"a", "b"}, {"c"}}));
    EXPECT_EQ(core.forget.rules.groupBy,
              (services::GroupBy{.host = false, .paths = false, .tags = true}));
    EXPECT_EQ(core.forget.filter.hosts, Words{"h"});
    EXPECT_EQ(core.forget.filter.paths, Words{"/p"});
    EXPECT_EQ(core.forget.filter.tags, (std::vector<Words>{{"t"}}));
    EXPECT_TRUE(core.forget.isDryRun);
    EXPECT_TRUE(core.forget.rules.isRemovingAllAllowed);
    EXPECT_EQ(core.forget.repository.location, "/repository");
}

TEST(ForgetCommand, GroupsByHostAndPathsUnlessTold) {
    FakeCore core;
    (void)runFakeCli(core, {"forget", "1a", "latest"});
    EXPECT_EQ(core.forget.ids, (Words{"1a", "latest"}));
    EXPECT_EQ(core.forget.rules.groupBy,
              (services::GroupBy{.host = true, .paths = true, .tags = false}));
    (void)runFakeCli(core, {"forget", "-l1", "--group-by", ""});
    EXPECT_FALSE(core.forget.rules.groupBy.isAny());
}

TEST(ForgetCommand, RefusesWhatIsNoCountAndNoDuration) {
    for (const Words& words :
         {Words{"forget", "--keep-last", "-1"}, Words{"forget", "--keep-daily", "many"},
          Words{"forget", "--keep-within", "1w"}, Words{"forget", "--keep-within", "-1d"},
          Words{"forget", "--group-by", "size"}}) {
        FakeCore core;
        EXPECT_EQ(runFakeCli(core, words).exitCode, 1);
        EXPECT_EQ(core.callCount, 0);
    }
}

TEST(ForgetCommand, ShowsWhatItKeepsAndRemoves) {
    FakeCore core;
    core.onForget = executed;
    EXPECT_EQ(runFakeCli(core, {"forget", "--keep-last", "1", "--keep-within", "2d"}).output,
              "applying the policy: keep 1 latest, all within 2d\n"
              "snapshots for (host [vm], paths [/a]):\n"
              "\n"
              "keep 1 snapshots:\n"
              "ID        Time                 Host  Tags  Reasons        Paths  Size\n"
              "---------------------------------------------------------------------\n"
              "11111111  2020-01-02 03:04:05  vm          last snapshot  /a\n"
              "                                           within 2d\n"
              "---------------------------------------------------------------------\n"
              "1 snapshots\n"
              "\n"
              "remove 1 snapshots:\n"
              "ID        Time                 Host  Tags  Paths  Size\n"
              "------------------------------------------------------\n"
              "22222222  2020-01-02 03:04:05  vm          /a\n"
              "------------------------------------------------------\n"
              "1 snapshots\n"
              "\n"
              "removed 1 snapshots\n");
    EXPECT_EQ(runFakeCli(core, {"forget", "--keep-last", "1", "-q"}).output, "");
    const auto compact = runFakeCli(core, {"forget", "--keep-last", "1", "-c"}).output;
    EXPECT_EQ(compact.find("Reasons"), std::string::npos) << compact;
}

TEST(ForgetCommand, SaysInADryRunWhatWouldBe) {
    FakeCore core;
    core.onForget = [](services::ForgetObserver& observer) {
        observer.onPlan({.groups = {}, .removals = makePlan().removals});
        return services::ForgetReport{.removed = makePlan().removals};
    };
    EXPECT_EQ(runFakeCli(core, {"forget", "-n", "22"}).output, "would remove snapshot 22222222\n");
}

TEST(ForgetCommand, PrintsResticsJson) {
    FakeCore core;
    core.onForget = executed;
    const std::string shared = "{\"time\":\"2020-01-02T03:04:05Z\",\"tree\":\"" +
                               std::string(64, '0') + "\",\"paths\":[\"/a\"],\"hostname\":\"vm\",";
    const std::string kept =
        shared + "\"id\":\"" + std::string(64, '1') + "\",\"short_id\":\"11111111\"}";
    const std::string removed =
        shared + "\"id\":\"" + std::string(64, '2') + "\",\"short_id\":\"22222222\"}";
    EXPECT_EQ(runFakeCli(core, {"forget", "--keep-last", "1", "--json"}).output,
              "[{\"tags\":null,\"host\":\"vm\",\"paths\":[\"/a\"],\"keep\":[" + kept +
                  "],\"remove\":[" + removed + "],\"reasons\":[{\"snapshot\":" + kept +
                  ",\"matches\":[\"last snapshot\",\"within 2d\"]}]}]\n");
}

TEST(ForgetCommand, PrintsNoJsonForNamedSnapshots) {
    FakeCore core;
    core.onForget = [](services::ForgetObserver& observer) {
        observer.onPlan({.groups = {}, .removals = makePlan().removals});
        return services::ForgetReport{.removed = makePlan().removals};
    };
    EXPECT_EQ(runFakeCli(core, {"forget", "22", "--json"}).output, "");
}

TEST(ForgetCommand, PassesOnThePrunesOptions) {
    FakeCore core;
    (void)runFakeCli(core, {"forget", "-l1", "--max-unused", "unlimited"});
    EXPECT_FALSE(core.forget.prune);
    (void)runFakeCli(
        core, {"forget", "-l1", "--prune", "--max-unused", "unlimited", "--repack-cacheable-only"});
    ASSERT_TRUE(core.forget.prune);
    EXPECT_TRUE(core.forget.prune->repackCacheableOnly);
    EXPECT_TRUE(std::holds_alternative<engine::UnusedUnlimited>(core.forget.prune->maxUnused));
    EXPECT_EQ(runFakeCli(core, {"forget", "-l1", "--prune", "--max-unused", "much"}).exitCode, 1);
}

TEST(ForgetCommand, PrintsThePrunesReportBehindItsOwn) {
    FakeCore core;
    core.onForget = [](services::ForgetObserver& observer) {
        services::ForgetReport report = executed(observer);
        observer.onPrune(1).onPlan({});
        report.prune = services::PruneReport{};
        return report;
    };
    const auto json = runFakeCli(core, {"forget", "-l1", "--prune", "--json"}).output;
    EXPECT_TRUE(json.starts_with("[{\"tags\":null,")) << json;
    EXPECT_NE(json.find("]\n{\"message_type\":\"summary\",\"blobs\":"), std::string::npos) << json;
    const auto text = runFakeCli(core, {"forget", "-l1", "--prune"}).output;
    EXPECT_NE(text.find("removed 1 snapshots\n"), std::string::npos) << text;
}

TEST(ForgetCommand, FailsWhenSomeStay) {
    FakeCore core;
    core.onForget = [](services::ForgetObserver& observer) {
        const auto id = makePlan().removals[0];
        observer.onFailure(id, "the disk is gone");
        return services::ForgetReport{.failed = {id}};
    };
    const auto result = runFakeCli(core, {"forget", "22"});
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_TRUE(
        result.errors.starts_with("snapshot 22222222 could not be removed: the disk is gone\n"))
        << result.errors;
}

TEST(ForgetCommand, FailsWhenSomeCannotBeRead) {
    FakeCore core;
    core.onForget = [](services::ForgetObserver& observer) {
        observer.onProblem("snapshot 33 cannot be read");
        return services::ForgetReport{.problems = {"snapshot 33 cannot be read"}};
    };
    EXPECT_EQ(runFakeCli(core, {"forget", "--keep-last", "1"}).exitCode, 1);
    const auto json = runFakeCli(core, {"forget", "--keep-last", "1", "--json"});
    EXPECT_TRUE(json.errors.starts_with(
        "{\"message_type\":\"error\",\"message\":\"snapshot 33 cannot be read\"}\n"))
        << json.errors;
}

}  // namespace
}  // namespace tl::cli
