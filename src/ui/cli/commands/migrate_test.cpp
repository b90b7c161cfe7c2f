#include "ui/cli/commands/migrate.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using services::Migration;
using services::MigrationOutcome;

TEST(MigrateCommand, ListsWhatCanBeApplied) {
    FakeCore core;
    core.migrations = {Migration{"a", "make it better", ""}, Migration{"b", "again", "is done"}};
    EXPECT_EQ(runFakeCli(core, {"migrate"}).output, "available migrations:\n  a\tmake it better\n");
    EXPECT_EQ(runFakeCli(core, {"migrate", "--json"}).output,
              "{\"message_type\":\"migration\",\"name\":\"a\",\"description\":\"make it better\","
              "\"applicable\":true,\"reason\":null}\n"
              "{\"message_type\":\"migration\",\"name\":\"b\",\"description\":\"again\","
              "\"applicable\":false,\"reason\":\"is done\"}\n");
    core.migrations.erase(core.migrations.begin());
    EXPECT_EQ(runFakeCli(core, {"migrate"}).output, "no migrations found\n");
}

TEST(MigrateCommand, AsksForWhatTheOptionsSay) {
    FakeCore core;
    const CliResult result = runFakeCli(core, {"migrate", "upgrade_repo_v2"});
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_TRUE(result.output.starts_with("migration upgrade_repo_v2: success\n")) << result.output;
    EXPECT_EQ(core.migration.name, "upgrade_repo_v2");
    EXPECT_FALSE(core.migration.isForced);
    EXPECT_FALSE(core.migration.isDryRun);
    EXPECT_EQ(runFakeCli(core, {"migrate", "x", "--force", "--dry-run"}).output,
              "migration x: would be applied\n");
    EXPECT_TRUE(core.migration.isForced);
    EXPECT_TRUE(core.migration.isDryRun);
}

TEST(MigrateCommand, SaysWhyNothingWasDone) {
    FakeCore core;
    core.migrationReport = {MigrationOutcome::NotNeeded, "it is done already"};
    const CliResult result = runFakeCli(core, {"migrate", "x"});
    EXPECT_EQ(result.exitCode, 0);
    EXPECT_NE(result.errors.find("cannot be applied: it is done already\n"), std::string::npos);
    EXPECT_NE(result.errors.find("--force"), std::string::npos);
    EXPECT_EQ(runFakeCli(core, {"migrate", "x", "--json"}).output,
              "{\"message_type\":\"summary\",\"name\":\"x\",\"outcome\":\"not_needed\","
              "\"reason\":\"it is done already\",\"dry_run\":false}\n");
}

TEST(MigrateCommand, FailsOnARepositoryWithErrors) {
    FakeCore core;
    core.onMigration = [](services::CheckObserver& observer) {
        observer.onFinding({.object = "pack 1a2b", .message = "it is missing"});
    };
    core.migrationReport = {MigrationOutcome::NotAllowed, ""};
    const CliResult result = runFakeCli(core, {"migrate", "x"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.errors.find("error: pack 1a2b: it is missing\n"), std::string::npos);
    EXPECT_NE(result.errors.find("left as it is"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli
