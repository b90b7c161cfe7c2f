#include "services/repository/region_rules.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/repository/named_repositories.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

using Kind = PlaceByLocation::Kind;

PlaceByLocation placeOf(const std::string& location, const catalog::TextMap& options) {
    if (location.starts_with("/")) return {.kind = Kind::Local};
    if (location == "s3:") throw Error{ErrorKind::InvalidInput, "no bucket"};
    if (location == "b2:photos") return {.kind = Kind::Later};
    if (location == "sftp:nas:/srv") return {.kind = Kind::Never};
    const auto region = options.find("s3.region");
    return {
        .kind = Kind::Told,
        .region = cloudRegionNamed("amazon", region == options.end() ? location : region->second)};
}

class RegionRulesTest : public catalog::CatalogTest {
  protected:
    RegionRulesTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "c/catalog.db")},
          rules_{makeRegionRules(*access_, placeOf)},
          repositories_{makeNamedRepositories(
              *access_,
              {.settleLocation = [](const std::string& location) { return location; },
               .isSecretOption = [](const std::string&) { return false; },
               .placeOf = placeOf})} {}

    void add(const std::string& name, const std::string& location, const std::string& rule = {}) {
        repositories_->add({.name = name, .location = location, .regionRule = rule});
    }
    std::string refusalOf(const RepositoryAccess& access,
                          const std::optional<CloudRegion>& region) {
        try {
            requireRegion(regionRuleFor(*access_, access), access, region);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::PermissionDenied);
            return error.describe();
        }
        return {};
    }

    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<RegionRules> rules_;
    std::unique_ptr<NamedRepositories> repositories_;
    const std::optional<CloudRegion> ireland_ = cloudRegionNamed("amazon", "eu-west-1");
    const std::optional<CloudRegion> virginia_ = cloudRegionNamed("amazon", "us-east-1");
};

TEST_F(RegionRulesTest, LookingMakesNoCatalog) {
    EXPECT_EQ(rules_->load(), RegionRule{});
    EXPECT_TRUE(rules_->review().empty());
    EXPECT_EQ(regionRuleFor(*access_, {.location = "us-east-1"}), RegionRule{});
    EXPECT_FALSE(exists(folder_ / "c/catalog.db"));
}

TEST_F(RegionRulesTest, AreKeptAndTakenAway) {
    const RegionRule rule = parseRegionRule("eea uk breach=warn");
    rules_->set(rule);
    EXPECT_EQ(rules_->load(), rule);
    rules_->set({});
    EXPECT_EQ(rules_->load(), RegionRule{});
}

TEST_F(RegionRulesTest, OneHoldsForAllWithoutOneOfTheirOwn) {
    add("photos", "eu-west-1");
    add("papers", "us-east-1", "us");
    rules_->set(parseRegionRule("eea"));
    EXPECT_EQ(regionRuleFor(*access_, {.name = "photos"}), parseRegionRule("eea"));
    EXPECT_EQ(regionRuleFor(*access_, {.name = "papers"}), parseRegionRule("us"));
    // Without its name it is the same repository.
    EXPECT_EQ(regionRuleFor(*access_, {.location = "us-east-1"}), parseRegionRule("us"));
    EXPECT_EQ(regionRuleFor(*access_, {.location = "elsewhere"}), parseRegionRule("eea"));
}

TEST_F(RegionRulesTest, TellWhatBreaksThemByItsLocation) {
    add("a-told", "eu-west-1");
    add("b-breaks", "us-east-1");
    add("c-later", "b2:photos");
    add("d-never", "sftp:nas:/srv");
    add("e-here", "/srv/backup");
    add("f-own", "us-east-1", "any");
    access_->open().repositories().add({.name = "g-malformed", .location = "s3:"});
    rules_->set(parseRegionRule("eea unknown=refuse"));
    std::string verdicts;
    for (const RepositoryRegion& one : rules_->review())
        verdicts += one.repository + (one.isAllowed ? " yes; " : " no; ");
    EXPECT_EQ(verdicts,
              "a-told yes; b-breaks no; c-later yes; d-never no; e-here yes; f-own yes; "
              "g-malformed yes; ");
}

TEST_F(RegionRulesTest, RefuseOrWarn) {
    rules_->set(parseRegionRule("eea"));
    EXPECT_EQ(refusalOf({.name = "photos"}, ireland_), "");
    const std::string refusal = refusalOf({.name = "photos"}, virginia_);
    for (const char* part : {"photos", "us-east-1 of amazon", "(eea)", "tl region show"})
        EXPECT_NE(refusal.find(part), std::string::npos) << refusal;
    EXPECT_EQ(refusalOf({.name = "photos"}, std::nullopt), "");
    rules_->set(parseRegionRule("eea breach=warn"));
    std::vector<std::string> news;
    RepositoryAccess access{.location = "s3:s3.amazonaws.com/bucket"};
    access.connection.tell = [&](const std::string& one) { news.push_back(one); };
    EXPECT_EQ(refusalOf(access, ireland_), "");
    EXPECT_TRUE(news.empty());
    EXPECT_EQ(refusalOf(access, virginia_), "");
    ASSERT_EQ(news.size(), 1U);
    EXPECT_TRUE(news[0].starts_with("warning: the repository s3:s3.amazonaws.com/bucket is in"));
}

TEST_F(RegionRulesTest, NoRepositoryIsAddedThatBreaksThem) {
    rules_->set(parseRegionRule("eea"));
    EXPECT_EQ(kindThrown([&] { add("papers", "us-east-1"); }), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindThrown([&] { add("papers", "us-east-1", "moon/1"); }), ErrorKind::InvalidInput);
    EXPECT_TRUE(repositories_->list().empty());
    add("papers", "us-east-1", "US,breach=warn");
    EXPECT_EQ(repositories_->load("papers").definition.regionRule, "us breach=warn");
    add("photos", "eu-west-1");
    const auto move = [&](RepositoryDefinition& one) { one.location = "us-east-1"; };
    EXPECT_EQ(kindThrown([&] { repositories_->edit("photos", move); }),
              ErrorKind::PermissionDenied);
    rules_->set(parseRegionRule("eea breach=warn"));
    repositories_->edit("photos", move);
    // What broke the rule before may be changed otherwise.
    rules_->set(parseRegionRule("eea"));
    repositories_->edit("photos", [](RepositoryDefinition& one) { one.description = "old"; });
    EXPECT_EQ(repositories_->load("photos").definition.description, "old");
}

TEST_F(RegionRulesTest, ThatCannotBeReadAreDamage) {
    access_->open().settings().set(catalog::kRegionRule, "breach=never");
    EXPECT_EQ(kindThrown([&] { (void)rules_->load(); }), ErrorKind::Corrupted);
}

}  // namespace

}  // namespace tl::services
