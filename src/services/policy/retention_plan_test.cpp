#include "services/policy/retention_plan.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::services {

namespace {

using catalog::RetentionDefinition;
using catalog::TargetDefinition;
using Texts = std::vector<std::string>;

class RetentionPlanTest : public testing::Test {
  protected:
    /// A snapshot of a day of January 2026.
    void add(int day, const char* host, Texts paths, Texts tags = {}) {
        StoredSnapshot stored;
        stored.id.digest.front() = static_cast<std::byte>(snapshots_.size() + 1);
        const std::string date = (day < 10 ? "0" : "") + std::to_string(day);
        stored.snapshot.time = engine::parseTimestamp("2026-01-" + date + "T12:00:00Z").value();
        stored.snapshot.hostname = host;
        stored.snapshot.paths = std::move(paths);
        stored.snapshot.tags = std::move(tags);
        snapshots_.push_back(stored);
    }
    void addPolicy(const char* name,
                   const char* scope,
                   const char* subject,
                   catalog::TextMap rules) {
        setting_.policies.push_back(
            {.name = name, .scope = scope, .subject = subject, .rules = std::move(rules)});
    }
    RetentionPlan plan() {
        return planRetention(
            snapshots_, setting_,
            {.now = engine::parseTimestamp("2026-02-01T00:00:00Z").value(), .zone = zone_});
    }
    /// The days of those that would go, the oldest first.
    std::vector<int> removedDays() {
        std::vector<int> days;
        const RetentionPlan made = plan();
        for (const engine::SnapshotId& id : made.forget.removals)
            for (const StoredSnapshot& stored : snapshots_)
                if (stored.id == id)
                    days.push_back(
                        std::stoi(engine::formatTimestamp(stored.snapshot.time).substr(8, 2)));
        std::ranges::sort(days);
        return days;
    }
    std::string problem() {
        try {
            (void)plan();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
            return error.describe();
        }
        return "none";
    }

    const TimeZone zone_ = TimeZone::utc();
    std::vector<StoredSnapshot> snapshots_;
    RetentionSetting setting_{.repository = "near"};
};

TEST_F(RetentionPlanTest, WithoutAPolicyAllStay) {
    add(1, "a", {"/x"});
    EXPECT_TRUE(removedDays().empty());
    addPolicy("other", "repository", "far", {{"keep-last", "1"}});
    addPolicy("tagged", "tag", "t", {{"keep-last", "1"}});
    add(2, "a", {"/x"});
    EXPECT_TRUE(removedDays().empty());
    EXPECT_TRUE(plan().snapshots[0].policies.empty());
}

TEST_F(RetentionPlanTest, TheMostSpecificPolicyWins) {
    setting_.targets = {TargetDefinition{.name = "home", .machine = "a", .paths = {"/x", "/y"}}};
    addPolicy("everything", "all", "", {{"keep-last", "1"}});
    addPolicy("of-near", "repository", "near", {{"keep-last", "2"}});
    addPolicy("of-home", "target", "home", {{"keep-last", "3"}});
    addPolicy("of-tag", "tag", "long", {{"keep-last", "4"}});
    for (int day = 1; day <= 5; ++day) {
        add(day, "a", {"/y", "/x"});           // The target's.
        add(day + 5, "b", {"/y", "/x"});       // Of another machine: the repository's.
        add(day + 10, "a", {"/z"}, {"long"});  // The tag's.
        add(day + 15, "a", {"/x"});            // Other paths: the repository's.
    }
    std::ranges::sort(snapshots_, {}, [](const auto& one) { return one.snapshot.time.seconds; });
    EXPECT_EQ(removedDays(), (std::vector{1, 2, 6, 7, 8, 11, 16, 17, 18}));
    const RetentionPlan made = plan();
    const auto policyOf = [&](const char* host, const Texts& paths) {
        for (const JudgedSnapshot& one : made.snapshots)
            if (one.stored.snapshot.hostname == host && one.stored.snapshot.paths == paths)
                return one.policies;
        return Texts{};
    };
    EXPECT_EQ(policyOf("a", {"/y", "/x"}), Texts{"of-home"});
    EXPECT_EQ(policyOf("b", {"/y", "/x"}), Texts{"of-near"});
    EXPECT_EQ(policyOf("a", {"/z"}), Texts{"of-tag"});
    // The next less specific one takes over from one that is paused.
    setting_.policies[1].isPaused = true;
    EXPECT_EQ(plan().snapshots[0].policies, Texts{"everything"});
}

TEST_F(RetentionPlanTest, SaysByWhichPolicyAndRuleASnapshotStays) {
    addPolicy("usual", "all", "", {{"keep-last", "1"}, {"keep-monthly", "1"}});
    add(1, "a", {"/x"});
    add(2, "a", {"/x"});
    const RetentionPlan made = plan();
    ASSERT_EQ(made.snapshots.size(), 2U);
    EXPECT_FALSE(made.snapshots[0].isRemoved);
    EXPECT_EQ(made.snapshots[0].reasons,
              (engine::KeepReasons{"usual: last snapshot", "usual: monthly snapshot"}));
    EXPECT_TRUE(made.snapshots[1].isRemoved);
    ASSERT_EQ(made.forget.groups.size(), 1U);
    EXPECT_EQ(made.forget.groups[0].policy, "usual");
    EXPECT_EQ(made.forget.groups[0].removed.size(), 1U);
}

TEST_F(RetentionPlanTest, OfTwoOfTheSameRankEitherKeeps) {
    addPolicy("few", "tag", "t", {{"keep-last", "1"}});
    addPolicy("more", "tag", "u", {{"keep-last", "2"}});
    add(1, "a", {"/x"}, {"t", "u"});
    add(2, "a", {"/x"}, {"t", "u"});
    add(3, "a", {"/x"}, {"t"});
    EXPECT_TRUE(removedDays().empty());
    add(4, "a", {"/x"}, {"t"});
    EXPECT_EQ(removedDays(), std::vector{3});
    for (const ForgetGroup& group : plan().forget.groups)
        EXPECT_LE(group.removed.size(), 1U);
}

TEST_F(RetentionPlanTest, LeavesAloneWhatTheProgramItselfKeeps) {
    addPolicy("usual", "all", "", {{"keep-last", "1"}});
    for (int day = 1; day <= 3; ++day) {
        add(day, "a", {"/timelocker/audit-checkpoint.json"}, {"timelocker-audit"});
        ASSERT_TRUE(isOwnDocument(snapshots_.back().snapshot));
    }
    addPolicy("checkpoints", "tag", "timelocker-audit", {{"keep-last", "1"}});
    EXPECT_TRUE(removedDays().empty());
}

TEST_F(RetentionPlanTest, LeavesNothingOnlyWhenToldSoTwice) {
    add(1, "a", {"/x"});
    add(2, "a", {"/x"});
    addPolicy("rid", "all", "", {{"remove-all", "yes"}});
    EXPECT_NE(problem().find("would remove every snapshot of \"/x\" from host \"a\""),
              std::string::npos);
    setting_.isRemovingAllAllowed = true;
    EXPECT_EQ(removedDays(), (std::vector{1, 2}));
    // The second permission alone is none, either: tags that nothing has keep nothing.
    setting_.policies[0].rules = {{"keep-tag", "forever"}};
    EXPECT_NE(problem().find("say so twice"), std::string::npos);
}

TEST_F(RetentionPlanTest, NeverEmptiesAGroupUnlessAllowed) {
    std::mt19937 chance{7};  // NOLINT(cert-msc51-cpp): the same each time.
    const auto below = [&chance](unsigned end) { return chance() % end; };
    setting_.targets = {TargetDefinition{.name = "home", .machine = "a", .paths = {"/x"}}};
    const std::vector<const char*> rules{"keep-last", "keep-daily", "keep-weekly", "keep-within"};
    for (int turn = 0; turn < 300; ++turn) {
        snapshots_.clear();
        setting_.policies.clear();
        for (int day = 1; day <= 28; ++day)
            if (below(2) == 0)
                add(day, below(2) == 0 ? "a" : "b", {below(2) == 0 ? "/x" : "/y"},
                    below(3) == 0 ? Texts{"t"} : Texts{});
        const auto rule = [&]() -> catalog::TextMap {
            const char* const name = rules[below(4)];
            const std::string count = std::to_string(1 + below(3));
            return {{name, std::string{name} == "keep-within" ? count + "d" : count}};
        };
        addPolicy("all", "all", "", rule());
        if (below(2) == 0) addPolicy("near", "repository", "near", rule());
        if (below(2) == 0) addPolicy("home", "target", "home", rule());
        if (below(2) == 0) addPolicy("tag", "tag", "t", rule());
        const RetentionPlan made = plan();
        std::set<std::pair<std::string, Texts>> before;
        std::set<std::pair<std::string, Texts>> after;
        for (const JudgedSnapshot& one : made.snapshots) {
            const auto key = std::pair{one.stored.snapshot.hostname, one.stored.snapshot.paths};
            before.insert(key);
            if (!one.isRemoved) after.insert(key);
            ASSERT_EQ(one.policies.size(), 1U);
        }
        ASSERT_EQ(before, after) << "turn " << turn;
        std::size_t removed = 0;
        for (const ForgetGroup& group : made.forget.groups)
            removed += group.removed.size();
        ASSERT_EQ(removed, made.forget.removals.size());
    }
}

TEST(ParseRetention, ReadsAllRules) {
    const RetentionRules rules = parseRetention({.name = "all",
                                                 .scope = "all",
                                                 .rules = {{"keep-last", "unlimited"},
                                                           {"keep-hourly", "1"},
                                                           {"keep-daily", "2"},
                                                           {"keep-weekly", "3"},
                                                           {"keep-monthly", "4"},
                                                           {"keep-yearly", "5"},
                                                           {"keep-within", "1y"},
                                                           {"keep-within-hourly", "1d"},
                                                           {"keep-within-daily", "2d"},
                                                           {"keep-within-weekly", "3d"},
                                                           {"keep-within-monthly", "4d"},
                                                           {"keep-within-yearly", "5d"},
                                                           {"keep-tag", "a,b;c"},
                                                           {"group-by", "tags"}}});
    EXPECT_EQ(rules.policy.counts.last, engine::kKeepUnlimited);
    EXPECT_EQ(rules.policy.counts.yearly, 5U);
    EXPECT_EQ(rules.policy.within.yearly.days, 5);
    EXPECT_EQ(rules.policy.tags, (std::vector<Texts>{{"a", "b"}, {"c"}}));
    EXPECT_EQ(rules.groupBy, (GroupBy{.tags = true}));
}

TEST(ParseRetention, RefusesWhatIsWrong) {
    const auto kindOf = [](const RetentionDefinition& policy) {
        return kindThrown([&] { (void)parseRetention(policy); });
    };
    const catalog::TextMap fine{{"keep-last", "1"}};
    EXPECT_EQ(kindOf({.scope = "moon", .rules = fine}), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf({.scope = "all", .subject = "x", .rules = fine}), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf({.scope = "tag", .rules = fine}), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf({.scope = "all"}), ErrorKind::InvalidInput);
    for (const auto& [rule, value] : catalog::TextMap{{"keep-last", "-1"},
                                                      {"keep-daily", ""},
                                                      {"keep-within", "soon"},
                                                      {"group-by", "moon"},
                                                      {"remove-all", "no"},
                                                      {"keep-most", "1"}})
        EXPECT_EQ(kindOf({.scope = "all", .rules = {{"keep-yearly", "1"}, {rule, value}}}),
                  ErrorKind::InvalidInput)
            << rule;
}

}  // namespace

}  // namespace tl::services
