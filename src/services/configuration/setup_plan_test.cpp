#include "services/configuration/setup_plan.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/configuration/configuration_text.h"

namespace tl::services {
namespace {

SetupPlan simplePlan() {
    return {.repository = {.name = "backup",
                           .location = "/mnt/backup",
                           .passwordKind = "file",
                           .passwordReference = "/home/me/password"},
            .target = {.name = "home",
                       .machine = "here",
                       .paths = {"/home/me"},
                       .repositories = {"backup"},
                       .patternGroups = {"caches"}}};
}

TEST(SetupPlan, AddsAllThatIsNotThereAndNothingElse) {
    SetupPlan plan = simplePlan();
    planBackups(plan, kSuggestedTiming, {});
    planKeeping(plan, kSuggestedRetention, {});
    const DefinitionSet added = additionsOf(plan, {});
    EXPECT_NO_THROW(requireConsistent(added));
    EXPECT_EQ(parseConfigurationText(toConfigurationText(added)), added);
    EXPECT_EQ(added.defaultRepository, "backup");
    EXPECT_EQ(added.schedules.at("home").timing, "daily 20:00");
    EXPECT_EQ(added.schedules.at("tidy-backup").settings.at("prune"), "yes");
    EXPECT_EQ(
        added.retentionPolicies.at("home").rules,
        (catalog::TextMap{{"keep-daily", "7"}, {"keep-weekly", "5"}, {"keep-monthly", "12"}}));
    plan = simplePlan();
    plan.isRepositoryKnown = true;
    plan.isTargetKnown = true;
    EXPECT_EQ(additionsOf(plan, added), DefinitionSet{}) << "with a default repository before";
}

TEST(SetupPlan, IsToldLineByLine) {
    SetupPlan plan = simplePlan();
    planBackups(plan, "hourly", {});
    planKeeping(plan, "last 3, yearly 2", {});
    keepOut("/home/me/backup", plan.target);
    EXPECT_EQ(describe(plan),
              (std::vector<std::string>{
                  "make the repository backup at /mnt/backup; its password: file /home/me/password",
                  "add the target home: /home/me", "leave out caches", "leave out /home/me/backup",
                  "back it up hourly", "keep of its snapshots last 3, yearly 2",
                  "remove the others weekly sun 12:00"}));
    plan.isRepositoryThere = true;
    EXPECT_NE(describe(plan)[0].find("that is there"), std::string::npos);
    plan.isRepositoryKnown = true;
    EXPECT_EQ(describe(plan)[0], "use the repository backup at /mnt/backup");
}

TEST(SetupPlan, APolicyIsForItsTargetAlone) {
    SetupPlan plan = simplePlan();
    planKeeping(plan, "daily 7", {});
    EXPECT_EQ(plan.retention->scope, "target");
    EXPECT_EQ(plan.retention->subject, "home");
    EXPECT_FALSE(plan.tidying) << "without a schedule of backups nothing runs by itself";
}

TEST(SetupPlan, LetsOtherPoliciesBeginToRemoveNothing) {
    DefinitionSet before;
    before.retentionPolicies["old"] = {.name = "old", .scope = "tag", .subject = "x"};
    SetupPlan plan = simplePlan();
    planBackups(plan, "daily", before);
    planKeeping(plan, "daily 7", before);
    EXPECT_TRUE(plan.retention);
    EXPECT_FALSE(plan.tidying);
    EXPECT_EQ(describe(plan).back(), "remove the others when you say `tl policy apply`");
}

TEST(SetupPlan, TakesNoNameThatIsTaken) {
    DefinitionSet before;
    before.schedules["home"] = {.name = "home", .action = "check", .subject = "backup"};
    before.schedules["home-2"] = {};
    SetupPlan plan = simplePlan();
    planBackups(plan, "daily", before);
    EXPECT_EQ(plan.backup->name, "home-3");
}

TEST(SetupPlan, KnowsWhatIsThere) {
    SetupPlan plan = simplePlan();
    planBackups(plan, "daily", {});
    planKeeping(plan, "daily 7", {});
    const DefinitionSet set = additionsOf(plan, {});
    EXPECT_TRUE(hasBackupSchedule(set, "home"));
    EXPECT_FALSE(hasBackupSchedule(set, "backup")) << "that is forgotten, not backed up";
    EXPECT_TRUE(hasPolicy(set, "home", "x"));
    EXPECT_FALSE(hasPolicy(set, "x", "backup"));
    EXPECT_TRUE(findSame(set, plan.target));
    EXPECT_TRUE(findAt(set, "/mnt/backup"));
    EXPECT_FALSE(findAt(set, "/mnt"));
    plan.target.paths.emplace_back("/etc");
    EXPECT_FALSE(findSame(set, plan.target));
}

TEST(SetupPlan, KeepsARepositoryOutOfItsOwnBackup) {
    catalog::TargetDefinition target{.paths = {"/home/me", "/srv/"}};
    keepOut("/home/mean", target);
    keepOut("/mnt", target);
    EXPECT_TRUE(target.excludes.empty());
    keepOut("/home/me/a*b\\c", target);
    keepOut("/srv/backup", target);
    EXPECT_EQ(target.excludes, (catalog::Texts{"/home/me/a\\*b\\\\c", "/srv/backup"}));
    target = {.paths = {"/"}};
    keepOut("/mnt", target);
    EXPECT_EQ(target.excludes, catalog::Texts{"/mnt"});
}

TEST(SetupPlan, ReadsWhatIsKept) {
    EXPECT_EQ(parseKept(" daily  7 ,weekly 5,"),
              (catalog::TextMap{{"keep-daily", "7"}, {"keep-weekly", "5"}}));
    for (const char* bad : {"7 daily", "daily", "often 3", "daily7"})
        EXPECT_EQ(kindThrown([&] { (void)parseKept(bad); }), ErrorKind::InvalidInput) << bad;
    SetupPlan plan = simplePlan();
    for (const char* bad : {"daily many", "daily 0", ""})
        EXPECT_EQ(kindThrown([&] { planKeeping(plan, bad, {}); }), ErrorKind::InvalidInput) << bad;
    EXPECT_FALSE(plan.retention);
    EXPECT_EQ(kindThrown([&] { planBackups(plan, "sometimes", {}); }), ErrorKind::InvalidInput);
}

TEST(SetupPlan, MakesNamesOfPaths) {
    EXPECT_EQ(nameFrom("/mnt/my disk/", "x"), "my-disk");
    EXPECT_EQ(nameFrom("sftp:nas:photos", "x"), "photos");
    EXPECT_EQ(nameFrom("/", "x"), "x");
    EXPECT_EQ(nameFrom("/home/.hidden", "x"), "x");
    EXPECT_NO_THROW(requireDefinitionName("home"));
    EXPECT_EQ(kindThrown([] { requireDefinitionName("a/b"); }), ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::services
