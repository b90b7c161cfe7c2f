#include "services/repository/forget_plan.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::services {
namespace {

using Texts = std::vector<std::string>;

StoredSnapshot snapshotAt(const char* time, const char* host, Texts paths, Texts tags = {}) {
    static unsigned char number = 0;
    StoredSnapshot stored;
    stored.id.digest.front() = std::byte{++number};
    stored.snapshot.time = engine::parseTimestamp(time).value();
    stored.snapshot.hostname = host;
    stored.snapshot.paths = std::move(paths);
    stored.snapshot.tags = std::move(tags);
    return stored;
}

ForgetRules keepingLast(std::uint64_t count) {
    ForgetRules rules;
    rules.policy.counts.last = count;
    return rules;
}

ForgetPlan planOf(std::vector<StoredSnapshot> snapshots, const ForgetRules& rules) {
    const TimeZone zone = TimeZone::utc();
    return planForget(
        std::move(snapshots), rules,
        {.now = engine::parseTimestamp("2100-01-01T00:00:00Z").value(), .zone = zone});
}

TEST(ForgetPlan, AppliesThePolicyToEachGroup) {
    const auto a1 = snapshotAt("2024-01-01T00:00:00Z", "a", {"/x", "/y"});
    const auto b = snapshotAt("2024-01-02T00:00:00Z", "b", {"/x"});
    const auto a2 = snapshotAt("2024-01-03T00:00:00Z", "a", {"/y", "/x"});
    const ForgetPlan plan = planOf({a1, b, a2}, keepingLast(1));
    ASSERT_EQ(plan.groups.size(), 2U);
    EXPECT_EQ(plan.groups[0].key.host, "a");
    EXPECT_EQ(plan.groups[0].key.paths, (Texts{"/x", "/y"}));
    EXPECT_FALSE(plan.groups[0].key.tags);
    ASSERT_EQ(plan.groups[0].kept.size(), 1U);
    EXPECT_EQ(plan.groups[0].kept[0].stored.id, a2.id);
    EXPECT_EQ(plan.groups[0].kept[0].reasons, Texts{"last snapshot"});
    EXPECT_EQ(plan.removals, std::vector{a1.id});
    EXPECT_TRUE(plan.groups[1].removed.empty());
}

TEST(ForgetPlan, MakesOneGroupWithoutGrouping) {
    ForgetRules rules = keepingLast(1);
    rules.groupBy = {};
    const auto plan = planOf(
        {snapshotAt("2024-01-01T00:00:00Z", "a", {}), snapshotAt("2024-01-02T00:00:00Z", "b", {})},
        rules);
    ASSERT_EQ(plan.groups.size(), 1U);
    EXPECT_EQ(plan.groups[0].key, SnapshotGroupKey{});
    EXPECT_EQ(plan.removals.size(), 1U);
}

TEST(ForgetPlan, ListsTheNewestFirst) {
    ForgetRules rules = keepingLast(1);
    const auto first = snapshotAt("2024-01-01T00:00:00Z", "a", {});
    const auto second = snapshotAt("2024-01-02T00:00:00Z", "a", {});
    const auto plan = planOf({first, second, snapshotAt("2024-01-03T00:00:00Z", "a", {})}, rules);
    EXPECT_EQ(plan.removals, (std::vector{second.id, first.id}));
}

TEST(ForgetPlan, RefusesToRemoveAllOfAGroup) {
    ForgetRules rules;
    rules.policy.tags = {{"keep"}};
    const auto kept = snapshotAt("2024-01-01T00:00:00Z", "a", {}, {"keep"});
    const auto other = snapshotAt("2024-01-01T00:00:00Z", "b", {"/home"});
    EXPECT_EQ(kindThrown([&] { (void)planOf({kept, other}, rules); }), ErrorKind::InvalidInput);
    // With permission, too: that is for policies that are empty.
    rules.isRemovingAllAllowed = true;
    try {
        (void)planOf({kept, other}, rules);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string{error.what()}.find("host \"b\", paths \"/home\""), std::string::npos)
            << error.what();
    }
}

TEST(ForgetPlan, RemovesAllWithPermission) {
    ForgetRules rules;
    rules.isRemovingAllAllowed = true;
    const auto plan = planOf({snapshotAt("2024-01-01T00:00:00Z", "a", {})}, rules);
    EXPECT_EQ(plan.removals.size(), 1U);
}

TEST(ForgetRules, NeedAPolicyOrPermissionAndAFilter) {
    ForgetRules rules;
    const SnapshotFilter filter{.hosts = {"a"}, .paths = {}, .tags = {}};
    EXPECT_EQ(kindThrown([&] { checkForgetRules(rules, filter); }), ErrorKind::InvalidInput);
    rules.isRemovingAllAllowed = true;
    EXPECT_EQ(kindThrown([&] { checkForgetRules(rules, {}); }), ErrorKind::InvalidInput);
    checkForgetRules(rules, filter);
    checkForgetRules(keepingLast(1), {});
}

}  // namespace
}  // namespace tl::services
