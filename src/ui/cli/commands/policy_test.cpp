#include "ui/cli/commands/policy.h"

#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class PolicyCommands : public CatalogCommandsFixture {
  protected:
    PolicyCommands() {
        (void)outputOf({"repo", "add", "near", "/near", "-p", "/p", "--default"});
        (void)outputOf({"target", "add", "home", "/"});
    }
};

TEST_F(PolicyCommands, AddTakesRulesAndAScope) {
    (void)outputOf({"policy", "add", "usual", "--keep-daily", "7", "--keep-within-monthly", "1y",
                    "--keep-tag", "a,b;c", "--group-by", "host", "--description", "Mostly"});
    const Json usual = jsonOf({"policy", "show", "usual"});
    EXPECT_EQ(usual["scope"], "all");
    EXPECT_EQ(usual["rules"], (Json{{"group-by", "host"},
                                    {"keep-daily", "7"},
                                    {"keep-tag", "a,b;c"},
                                    {"keep-within-monthly", "1y"}}));
    const Json other =
        jsonOf({"policy", "add", "mine", "--for", "target:home", "--keep-last", "3"});
    EXPECT_EQ(other["scope"], "target");
    EXPECT_EQ(other["subject"], "home");
    EXPECT_NE(outputOf({"policy", "list"}).find("target:home"), std::string::npos);
    EXPECT_NE(outputOf({"policy", "list"}).find("2 policies"), std::string::npos);
    EXPECT_NE(outputOf({"policy", "show", "usual"}).find("keep-daily=7"), std::string::npos);
}

TEST_F(PolicyCommands, EditChangesTakesAwayAndRenames) {
    (void)outputOf({"policy", "add", "usual", "--keep-daily", "7", "--keep-last", "3"});
    const Json edited = jsonOf({"policy", "edit", "usual", "--keep-daily", "", "--keep-weekly", "5",
                                "--for", "repository:near", "--name", "near", "--paused"});
    EXPECT_EQ(edited["rules"], (Json{{"keep-last", "3"}, {"keep-weekly", "5"}}));
    EXPECT_EQ(edited["name"], "near");
    EXPECT_EQ(edited["subject"], "near");
    EXPECT_NE(outputOf({"policy", "list"}).find("paused"), std::string::npos);
    EXPECT_EQ(jsonOf({"policy", "remove", "near"})["removed"], true);
    EXPECT_EQ(jsonOf({"policy", "list"}), Json::array());
}

TEST_F(PolicyCommands, PreviewAndApplyAskForTheSamePlan) {
    (void)outputOf({"policy", "add", "usual", "--keep-last", "1"});
    EXPECT_EQ(jsonOf({"policy", "preview"}), Json::array());
    EXPECT_TRUE(core_.forget.isDryRun);
    EXPECT_TRUE(core_.forget.plan);
    EXPECT_EQ(core_.forget.repository.name, "near");
    (void)outputOf({"policy", "apply", "--prune", "--max-unused", "10%"});
    EXPECT_FALSE(core_.forget.isDryRun);
    EXPECT_TRUE(core_.forget.plan);
    EXPECT_TRUE(core_.forget.prune);
}

TEST_F(PolicyCommands, RefuseWhatIsWrong) {
    const auto refused = [this](const Words& words, const char* why) {
        const std::string error = errorOf(words);
        EXPECT_NE(error.find(why), std::string::npos) << error;
    };
    refused({"policy", "add", "x"}, "keeps nothing");
    refused({"policy", "add", "x", "--keep-daily", "many"}, "keep-daily is to have a number");
    refused({"policy", "add", "x", "--keep-last", "1", "--for", "moon"}, "one of all");
    refused({"policy", "add", "x", "--keep-last", "1", "--for", "target"}, "name its target");
    refused({"policy", "add", "x", "--keep-last", "1", "--for", "target:y"}, "no target");
    (void)outputOf({"policy", "add", "usual", "--keep-last", "1"});
    refused({"policy", "add", "x", "--keep-last", "1"}, "\"usual\" is for the same");
    refused({"policy", "edit", "usual", "--keep-last", ""}, "keeps nothing");
    refused({"policy", "show", "x"}, "`tl policy list`");
    refused({"policy", "preview", "near"}, "-r");
}

}  // namespace
}  // namespace tl::cli
