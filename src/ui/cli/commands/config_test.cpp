#include "ui/cli/commands/config.h"

#include "infra/platform/file_system.h"
#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class ConfigCommands : public CatalogCommandsFixture {
  protected:
    ConfigCommands() {
        writeFile(file_, "format = 1\n[repositories.photos]\nlocation = \"/srv/photos\"\n");
    }

    std::string file_ = folder_ / "tl.toml";
};

TEST_F(ConfigCommands, ApplyShowsItsPlanAndIsDoneOnce) {
    EXPECT_EQ(outputOf({"config", "apply", file_, "--dry-run"}),
              "+ repository photos\n1 change, none of them made: this was a dry run\n");
    EXPECT_EQ(outputOf({"config", "apply", file_}), "+ repository photos\n1 change\n");
    EXPECT_EQ(outputOf({"config", "apply", file_}), "nothing to change\n");
    writeFile(file_, "format = 1\n[repositories.photos]\nlocation = \"/mnt\"\nkey_hint = \"ab\"\n");
    EXPECT_EQ(outputOf({"config", "apply", file_}),
              "~ repository photos: location, key_hint\n1 change\n");
    writeFile(file_, "format = 1\n");
    EXPECT_EQ(outputOf({"config", "apply", file_}), "nothing to change\n");
    EXPECT_EQ(Json::parse(outputOf({"config", "apply", file_, "--remove-others", "--json"})),
              Json::parse(R"({"dry_run":false,"changes":[
                  {"step":"remove","kind":"repository","name":"photos"}]})"));
}

TEST_F(ConfigCommands, ExportIsWhatApplyTakes) {
    (void)outputOf({"config", "apply", file_});
    const std::string text = outputOf({"config", "export"});
    EXPECT_NE(text.find("[repositories.photos]"), std::string::npos) << text;
    const std::string copy = folder_ / "copy.toml";
    (void)outputOf({"config", "export", "--output", copy});
    EXPECT_EQ(readFile(copy, 10000), text);
    EXPECT_EQ(outputOf({"config", "apply", copy, "--remove-others"}), "nothing to change\n");
}

TEST_F(ConfigCommands, ValidateLooksAtTheFileAlone) {
    EXPECT_EQ(outputOf({"config", "validate", file_}), file_ + " is sound\n");
    EXPECT_FALSE(exists(core_.catalogPlace));
    writeFile(file_, "format = 1\n[repositories.photos]\nplace = \"/mnt\"\n");
    EXPECT_NE(errorOf({"config", "validate", file_}).find("line 3"), std::string::npos);
    EXPECT_NE(errorOf({"config", "apply", file_}).find("line 3"), std::string::npos);
    EXPECT_NE(errorOf({"config", "validate", folder_ / "none"}).find("none"), std::string::npos);
    EXPECT_NE(errorOf({"config", "apply"}).find("the file with the definitions"),
              std::string::npos);
    EXPECT_NE(errorOf({"config", "export", "x"}).find("no arguments"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli
