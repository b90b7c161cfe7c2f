#include "infra/platform/file_system.h"
#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class PrivacyCommands : public CatalogCommandsFixture {
  protected:
    PrivacyCommands() {
        outputOf({"user", "add", "anna", "--role", "viewer"});
        outputOf({"token", "create", "robot", "--user", "anna", "--scope", "look"});
        outputOf({"repo", "add", "photos", "/home/anna/photos", "-p", "/p"});
    }
};

TEST_F(PrivacyCommands, ExportWhatIsKept) {
    const Json kept = Json::parse(outputOf({"privacy", "export", "anna"}));
    EXPECT_EQ(kept["person"], "anna");
    EXPECT_EQ(kept["user"]["role"], "viewer");
    EXPECT_FALSE(kept["user"].contains("password_hash"));
    EXPECT_EQ(kept["tokens"][0]["name"], "robot");
    EXPECT_FALSE(kept["tokens"][0].contains("hash"));
    EXPECT_EQ(kept["mentioned_in"], Json({"repository photos"}));
    const Json nobody = Json::parse(outputOf({"privacy", "export", "nobody"}));
    EXPECT_EQ(nobody["user"], nullptr);
    EXPECT_TRUE(nobody["operations"].empty() && nobody["audit_entries"].empty());
}

TEST_F(PrivacyCommands, ExportToAFileThatNobodyElseReads) {
    const std::string file = folder_ / "anna.json";
    outputOf({"privacy", "export", "anna", "--output", file});
    EXPECT_EQ(Json::parse(readFile(file, 10'000))["person"], "anna");
    EXPECT_EQ(readStatus(file, Follow::No).permissionBits, 0600U);
    EXPECT_NE(errorOf({"privacy", "export", "anna", "--output", file}).find(file),
              std::string::npos);
}

TEST_F(PrivacyCommands, EraseAsTheyPreview) {
    const Json preview = jsonOf({"privacy", "erase", "anna", "--dry-run"});
    EXPECT_EQ(preview["dry_run"], true);
    EXPECT_EQ(preview["tokens"], 1);
    EXPECT_EQ(jsonOf({"user", "list"}).size(), 1U);
    const std::string told = outputOf({"privacy", "erase", "anna"});
    EXPECT_NE(told.find("repository photos"), std::string::npos);
    EXPECT_TRUE(jsonOf({"user", "list"}).empty());
    EXPECT_TRUE(jsonOf({"token", "list"}).empty());
    EXPECT_NE(outputOf({"privacy", "erase", "anna"}).find("no user"), std::string::npos);
}

TEST_F(PrivacyCommands, WantOnePerson) {
    errorOf({"privacy", "export"});
    errorOf({"privacy", "erase", "anna", "ben"});
}

}  // namespace
}  // namespace tl::cli
