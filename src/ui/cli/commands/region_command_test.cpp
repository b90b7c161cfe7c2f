#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class RegionCommands : public CatalogCommandsFixture {
  protected:
    RegionCommands() {
        core_.placeOf = [](const std::string& location, const std::map<std::string, std::string>&) {
            using Kind = services::PlaceByLocation::Kind;
            if (location.starts_with("/")) return services::PlaceByLocation{.kind = Kind::Local};
            if (location.starts_with("b2:")) return services::PlaceByLocation{.kind = Kind::Later};
            return services::PlaceByLocation{.kind = Kind::Told,
                                             .region = cloudRegionNamed("amazon", location)};
        };
    }
};

TEST_F(RegionCommands, SetShowAndRemove) {
    EXPECT_NE(outputOf({"region", "show"}).find("any region"), std::string::npos);
    EXPECT_NE(outputOf({"region", "set", "EEA", "uk"}).find("the rule of regions: eea uk"),
              std::string::npos);
    const Json set =
        jsonOf({"region", "set", "eea", "eu-west-*", "--breach", "warn", "--unknown", "refuse"});
    EXPECT_EQ(set["regions"], Json({"eea", "eu-west-*"}));
    EXPECT_EQ(set["breach"], "warn");
    EXPECT_EQ(jsonOf({"region", "show"})["unknown"], "refuse");
    (void)outputOf({"region", "remove"});
    EXPECT_EQ(jsonOf({"region", "show"})["regions"], Json::array());
}

TEST_F(RegionCommands, ShowWhoKeepsToIt) {
    (void)outputOf({"repo", "add", "near", "/srv", "-p", "/p"});
    (void)outputOf({"repo", "add", "london", "eu-west-2", "-p", "/p"});
    (void)outputOf({"repo", "add", "later", "b2:bucket", "-p", "/p"});
    (void)outputOf({"repo", "add", "own", "us-east-1", "-p", "/p", "--region-rule", "us"});
    (void)outputOf({"region", "set", "eea"});
    const std::string shown = outputOf({"region", "show"});
    for (const char* part : {"eu-west-2 of amazon, in the country gb", "refused", "here",
                             "told when it is used", "that of all"})
        EXPECT_NE(shown.find(part), std::string::npos) << shown;
    const Json json = jsonOf({"region", "show"})["repositories"];
    ASSERT_EQ(json.size(), 4U);
    EXPECT_EQ(json[1]["repository"], "london");
    EXPECT_EQ(json[1]["allowed"], false);
    EXPECT_EQ(json[1]["country"], "gb");
    EXPECT_EQ(json[3]["rule"], "us");
    EXPECT_EQ(json[3]["own_rule"], true);
}

TEST_F(RegionCommands, SetTellsWhoBreaksIt) {
    (void)outputOf({"repo", "add", "london", "eu-west-2", "-p", "/p"});
    const CliResult result = run({"region", "set", "eea"});
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_NE(result.errors.find("warning: the repository london is in eu-west-2 of amazon"),
              std::string::npos)
        << result.errors;
}

TEST_F(RegionCommands, RepositoriesAreAddedUnderTheRule) {
    (void)outputOf({"region", "set", "eea"});
    EXPECT_NE(errorOf({"repo", "add", "london", "eu-west-2", "-p", "/p"}).find("(eea)"),
              std::string::npos);
    (void)outputOf({"repo", "add", "london", "eu-west-2", "-p", "/p", "--region-rule", "Uk"});
    EXPECT_EQ(jsonOf({"repo", "show", "london"})["region_rule"], "uk");
    EXPECT_NE(errorOf({"repo", "edit", "london", "--region-rule", ""}).find("(eea)"),
              std::string::npos);
    EXPECT_NE(
        errorOf({"repo", "edit", "london", "--region-rule", "breach=no"}).find("breach=abort"),
        std::string::npos);
}

TEST_F(RegionCommands, RefuseWhatIsWrong) {
    EXPECT_NE(errorOf({"region", "set"}).find("eea uk"), std::string::npos);
    EXPECT_NE(errorOf({"region", "set", "eu/1"}).find("eu-central-1"), std::string::npos);
    EXPECT_NE(errorOf({"region", "set", "eea", "--breach", "ask"}).find("breach=ask"),
              std::string::npos);
    (void)errorOf({"region", "show", "x"});
    (void)errorOf({"region", "remove", "x"});
}

}  // namespace
}  // namespace tl::cli
