#include "ui/cli/commands/config_kept.h"

#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class ConfigKeptCommands : public CatalogCommandsFixture {
  protected:
    CliResult runHere(Words words) {
        words.insert(words.begin(), "config");
        return run(words, usualVariables());
    }
    static services::KeptConfiguration example() {
        return {.snapshot = *engine::SnapshotId::parse(std::string(64, 'a')),
                .host = "laptop",
                .time = {1'764'129'491, 0},
                .text = "format = 1\n"};
    }
};

TEST_F(ConfigKeptCommands, BackupSaysWhatItDid) {
    core_.keepResult = services::KeepResult::Kept;
    EXPECT_EQ(runHere({"backup"}).output, "kept the configuration\n");
    EXPECT_EQ(core_.access.location, "/repository");
    core_.keepResult = services::KeepResult::Unchanged;
    EXPECT_NE(runHere({"backup"}).output.find("kept already"), std::string::npos);
    EXPECT_EQ(Json::parse(runHere({"backup", "--json"}).output),
              Json::parse(R"({"repository":"/repository","kept":false})"));
    EXPECT_EQ(runHere({"backup", "extra"}).exitCode, 1);
}

TEST_F(ConfigKeptCommands, KeptListsThem) {
    core_.keptConfigurations = {example()};
    const std::string text = runHere({"kept"}).output;
    for (const char* part : {"aaaaaaaa", "2025-11-26 03:58:11", "laptop", "1 configuration\n"})
        EXPECT_NE(text.find(part), std::string::npos) << text;
    EXPECT_EQ(Json::parse(runHere({"kept", "--json"}).output)[0]["host"], "laptop");
}

TEST_F(ConfigKeptCommands, RecoverTellsTheChangesAndWhatIsMissing) {
    core_.recoveredConfiguration = {
        .source = example(),
        .changes = {{.step = services::ConfigurationStep::Add, .kind = "target", .name = "home"}},
        .missingPasswordFiles = {"/etc/p"}};
    const CliResult result = runHere({"recover", "--host", "laptop", "--remove-others"});
    EXPECT_EQ(core_.configurationRecovery.host, "laptop");
    EXPECT_EQ(core_.configurationRecovery.unnamed, services::Unnamed::Remove);
    EXPECT_EQ(core_.configurationRecovery.execution, services::Execution::Apply);
    EXPECT_EQ(result.output,
              "the configuration of laptop of 2025-11-26 03:58:11, snapshot aaaaaaaa\n"
              "+ target home\n1 change\n");
    EXPECT_NE(result.errors.find("no password file /etc/p yet"), std::string::npos);
    const Json json = Json::parse(runHere({"recover", "-n", "--json"}).output);
    EXPECT_EQ(core_.configurationRecovery.execution, services::Execution::PlanOnly);
    EXPECT_EQ(json["changes"][0]["name"], "home");
    EXPECT_EQ(json["dry_run"], true);
    EXPECT_EQ(json["missing_password_files"][0], "/etc/p");
}

}  // namespace
}  // namespace tl::cli
