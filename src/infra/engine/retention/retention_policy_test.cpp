#include "infra/engine/retention/retention_policy.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

using Texts = std::vector<std::string>;

TEST(RetentionPolicy, IsEmptyWhenItKeepsNothing) {
    EXPECT_TRUE(RetentionPolicy{}.isEmpty());
    RetentionPolicy byTag;
    byTag.tags = {{}};
    EXPECT_FALSE(byTag.isEmpty());
    RetentionPolicy byTime;
    byTime.within.weekly.hours = 1;
    EXPECT_FALSE(byTime.isEmpty());
}

TEST(RetentionPolicy, DescribesItself) {
    RetentionPolicy policy;
    EXPECT_EQ(describe(policy), "");
    policy.counts = {.last = 1, .daily = 7, .yearly = kKeepUnlimited};
    policy.within.all.days = 2;
    policy.within.monthly.years = 1;
    policy.tags = {{"a", "b"}, {"c"}};
    EXPECT_EQ(describe(policy),
              "1 latest, 7 daily, all yearly, all within 2d, monthly within 1y, "
              "all with the tags [a, b], all with the tags [c]");
}

TEST(HasAllTags, TakesTheEmptyTagForNone) {
    EXPECT_TRUE(hasAllTags(Texts{"a", "b"}, Texts{"b"}));
    EXPECT_FALSE(hasAllTags(Texts{"a", "b"}, Texts{"b", "c"}));
    EXPECT_TRUE(hasAllTags(Texts{}, Texts{""}));
    EXPECT_FALSE(hasAllTags(Texts{"a"}, Texts{""}));
    EXPECT_TRUE(hasAllTags(Texts{"a"}, Texts{}));
}

}  // namespace
}  // namespace tl::engine
