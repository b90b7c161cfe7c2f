#include "services/repository/region_rule.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::services {

namespace {

bool isAllowed(const char* rule, const char* cloud, const char* name) {
    return allows(parseRegionRule(rule), cloudRegionNamed(cloud, name));
}

std::string refusalOf(const char* rule) {
    try {
        (void)parseRegionRule(rule);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        return error.what();
    }
    return {};
}

TEST(RegionRule, IsReadAndWritten) {
    EXPECT_EQ(parseRegionRule("  "), RegionRule{});
    EXPECT_EQ(parseRegionRule("EEA, uk breach=warn"),
              (RegionRule{.regions = {"eea", "uk"}, .breach = RegionBreach::Warn}));
    EXPECT_EQ(parseRegionRule("unknown=refuse eu-*,eea eea"),
              (RegionRule{.regions = {"eu-*", "eea"}, .unknown = UnknownRegion::Refuse}));
    EXPECT_EQ(textOf(parseRegionRule("breach=abort unknown=allow de")), "de");
    const char* const whole = "eea uk breach=warn unknown=refuse";
    EXPECT_EQ(textOf(parseRegionRule(whole)), whole);
    EXPECT_EQ(textOf(RegionRule{}), "");
}

TEST(RegionRule, RefusesWhatItDoesNotKnow) {
    EXPECT_NE(refusalOf("eea breach=ask").find("\"breach=ask\""), std::string::npos);
    EXPECT_NE(refusalOf("eu/west").find("eu-central-1"), std::string::npos);
    EXPECT_NE(refusalOf("breach=warn").find("name what is allowed"), std::string::npos);
    EXPECT_NE(refusalOf("any eea").find("leave the others out"), std::string::npos);
    EXPECT_NE(refusalOf(std::string(65, 'a').c_str()), "");
}

TEST(RegionRule, AllowsGroupsByTheCountryAndNotByTheName) {
    EXPECT_TRUE(isAllowed("eea", "amazon", "eu-central-1"));
    EXPECT_TRUE(isAllowed("eu", "amazon", "eu-west-1"));
    EXPECT_FALSE(isAllowed("eea", "amazon", "eu-west-2")) << "which is London";
    EXPECT_FALSE(isAllowed("eea", "amazon", "eu-central-2")) << "which is Zurich";
    EXPECT_TRUE(isAllowed("eea", "wasabi", "eu-central-2")) << "which is Frankfurt";
    EXPECT_TRUE(isAllowed("eea uk", "amazon", "eu-west-2"));
    EXPECT_FALSE(isAllowed("eea", "amazon", "us-east-1"));
    EXPECT_TRUE(isAllowed("us", "amazon", "us-east-1"));
    EXPECT_TRUE(isAllowed("eu", "google", "EU"));
    EXPECT_FALSE(isAllowed("de", "google", "EU")) << "it may be in another member state";
    EXPECT_TRUE(allows(parseRegionRule("eea"), CloudRegion{.name = "oslo", .country = "no"}));
    EXPECT_FALSE(allows(parseRegionRule("eu"), CloudRegion{.name = "oslo", .country = "no"}));
}

TEST(RegionRule, AllowsCountriesNamesAndPatterns) {
    EXPECT_TRUE(isAllowed("de", "amazon", "eu-central-1"));
    EXPECT_FALSE(isAllowed("de", "amazon", "eu-west-1"));
    EXPECT_TRUE(isAllowed("gb", "amazon", "eu-west-2"));
    EXPECT_TRUE(isAllowed("eu-central-1", "", "eu-central-1"));
    EXPECT_FALSE(isAllowed("eu-central-1", "", "eu-central-11"));
    EXPECT_TRUE(isAllowed("eu-*", "amazon", "eu-west-2"));
    EXPECT_TRUE(isAllowed("eu-west-?", "amazon", "eu-west-2"));
    EXPECT_FALSE(isAllowed("eu-*", "amazon", "us-east-1"));
    // A region that is in no table is known by its name.
    EXPECT_FALSE(isAllowed("eea", "amazon", "eu-moon-1"));
    EXPECT_TRUE(isAllowed("eea eu-moon-1", "amazon", "eu-moon-1"));
}

TEST(RegionRule, SaysWhatBecomesOfPlacesThatTellNothing) {
    EXPECT_TRUE(allows(parseRegionRule("eea"), std::nullopt));
    EXPECT_FALSE(allows(parseRegionRule("eea unknown=refuse"), std::nullopt));
    EXPECT_TRUE(allows(parseRegionRule("any unknown=refuse"), std::nullopt));
    EXPECT_TRUE(allows(RegionRule{}, std::nullopt));
    EXPECT_TRUE(isAllowed("", "amazon", "us-east-1"));
    EXPECT_TRUE(isAllowed("any", "amazon", "us-east-1"));
}

TEST(RegionRule, FindsWordsThatAreMostLikelyMistakes) {
    EXPECT_EQ(wordsLikeNone(parseRegionRule("eaa eea eu de fsn1 eu-* germany")),
              (std::vector<std::string>{"eaa", "germany"}));
    EXPECT_TRUE(wordsLikeNone(parseRegionRule("any")).empty());
}

TEST(RegionRule, TellsOfRegions) {
    EXPECT_EQ(describe(cloudRegionNamed("amazon", "eu-west-2")),
              "eu-west-2 of amazon, in the country gb");
    EXPECT_EQ(describe(cloudRegionNamed("google", "EU")), "eu of google, in the European Union");
    EXPECT_EQ(describe(cloudRegionNamed("", "rack-7")), "rack-7");
    EXPECT_EQ(describe(std::nullopt), "a place that does not say its region");
}

}  // namespace

}  // namespace tl::services
