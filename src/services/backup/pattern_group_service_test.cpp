#include <algorithm>

#include <gtest/gtest.h>

#include "infra/engine/filter/pattern_list.h"
#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/backup/shipped_pattern_groups.h"
#include "services/backup/targets.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

class PatternGroupTest : public catalog::CatalogTest {
  protected:
    PatternGroupTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          groups_{makePatternGroups(*access_)} {}

    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<PatternGroups> groups_;
};

TEST(ShippedPatternGroups, AreSoundAndByName) {
    const auto shipped = shippedPatternGroups();
    EXPECT_TRUE(std::ranges::is_sorted(
        shipped, [](const auto& a, const auto& b) { return a.name < b.name; }));
    for (const PatternGroup& group : shipped) {
        EXPECT_TRUE(catalog::isName(group.name));
        EXPECT_FALSE(group.description.empty());
        EXPECT_NO_THROW(engine::validatePatterns(group.includes)) << group.name;
        EXPECT_NO_THROW(engine::validatePatterns(group.excludes)) << group.name;
        EXPECT_NE(group.includes.empty(), group.excludes.empty()) << group.name;
    }
}

TEST(ShippedPatternGroups, MeanWhatTheirNamesSay) {
    const auto matches = [](const char* name, const char* path) {
        for (const PatternGroup& group : shippedPatternGroups())
            if (group.name == name) {
                const engine::PatternList list{
                    group.includes.empty() ? group.excludes : group.includes,
                    group.ignoresCase ? engine::LetterCase::Ignored : engine::LetterCase::Distinct};
                return list.decide(path).isMatched;
            }
        ADD_FAILURE() << "no group " << name;
        return false;
    };
    EXPECT_TRUE(matches("office-documents", "/home/anna/Letter.DOCX"));
    EXPECT_FALSE(matches("office-documents", "/home/anna/film.mkv"));
    EXPECT_TRUE(matches("source-code", "/home/anna/tl/src/main.cpp"));
    EXPECT_TRUE(matches("source-code", "/home/anna/tl/.git/objects/ab/cdef"));
    EXPECT_TRUE(matches("build-output", "/home/anna/web/node_modules/x/index.js"));
    EXPECT_FALSE(matches("build-output", "/home/anna/build/house.odt")) << "may be somebody's work";
    EXPECT_TRUE(matches("caches", "/home/anna/.cache/mozilla"));
    EXPECT_TRUE(matches("pictures", "/home/anna/IMG_1.JPG"));
    EXPECT_TRUE(matches("trash", "/home/anna/.local/share/Trash/files/x"));
}

TEST_F(PatternGroupTest, OwnOnesComeBehindTheShipped) {
    const std::size_t shipped = shippedPatternGroups().size();
    EXPECT_EQ(groups_->list().size(), shipped);
    groups_->add({.name = "aaa", .excludes = {"*.iso"}});
    const auto all = groups_->list();
    ASSERT_EQ(all.size(), shipped + 1);
    EXPECT_TRUE(all[0].isShipped);
    EXPECT_EQ(all.back().group.name, "aaa");
    EXPECT_FALSE(all.back().isShipped);
    EXPECT_EQ(groups_->load("aaa").group.excludes, (catalog::Texts{"*.iso"}));
    EXPECT_TRUE(groups_->load("caches").isShipped);
}

TEST_F(PatternGroupTest, RefuseWhatCannotBe) {
    const auto refused = [&](const PatternGroup& group) {
        return kindThrown([&] { groups_->add(group); });
    };
    EXPECT_EQ(refused({.name = "a"}), ErrorKind::InvalidInput) << "no patterns";
    EXPECT_EQ(refused({.name = "a", .excludes = {"[z-a"}}), ErrorKind::InvalidInput);
    EXPECT_EQ(refused({.name = "a", .includes = {""}}), ErrorKind::InvalidInput);
    EXPECT_EQ(refused({.name = "caches", .excludes = {"x"}}), ErrorKind::InvalidInput);
    EXPECT_EQ(refused({.name = "a b", .excludes = {"x"}}), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { groups_->remove("caches"); }), ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { groups_->edit("caches", [](PatternGroup&) {}); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { groups_->remove("none"); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { (void)groups_->load("none"); }), ErrorKind::NotFound);
}

TEST_F(PatternGroupTest, InUseFollowToANewNameAndAreNotRemoved) {
    groups_->add({.name = "own", .excludes = {"x"}});
    catalog::Catalog& catalog = access_->open();
    catalog.targets().add({.name = "home", .patternGroups = {"caches", "own"}});
    EXPECT_EQ(kindThrown([&] { groups_->remove("own"); }), ErrorKind::InvalidInput);
    groups_->edit("own", [](PatternGroup& group) { group.name = "mine"; });
    EXPECT_EQ(catalog.targets().load("home").patternGroups, (catalog::Texts{"caches", "mine"}));
    catalog.targets().remove("home");
    groups_->remove("mine");
    EXPECT_EQ(groups_->list().size(), shippedPatternGroups().size());
}

}  // namespace

}  // namespace tl::services
