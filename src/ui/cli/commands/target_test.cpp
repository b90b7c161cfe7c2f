#include "ui/cli/commands/target.h"

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class TargetCommands : public CatalogCommandsFixture {
  protected:
    TargetCommands() {
        (void)outputOf({"repo", "add", "near", "/near", "-p", "/p", "--default"});
        (void)outputOf({"repo", "add", "far", "sftp:far:/r"});
    }

    void addHome() {
        (void)outputOf({"target", "add", "home", "/", "--to", "near", "--to", "far"});
    }
};

TEST_F(TargetCommands, RefusesTheProgramsOwnRepositoryOption) {
    for (const char* option : {"--repo", "--repo-name"})
        EXPECT_NE(errorOf({"target", "add", "home", "/", option, "far"}).find("--to \"far\""),
                  std::string::npos);
    addHome();
    EXPECT_NE(errorOf({"target", "edit", "home", "-r", "far"}).find("--to"), std::string::npos);
}

TEST_F(TargetCommands, AddTakesAllThatDescribesATarget) {
    (void)outputOf({"target",
                    "add",
                    "home",
                    "/",
                    "sub/x",
                    "--to",
                    "far",
                    "--group",
                    "caches",
                    "--include",
                    "*.odt",
                    "-e",
                    "*.iso",
                    "--iexclude",
                    "*.TMP",
                    "--exclude-if-present",
                    ".nobackup",
                    "--exclude-larger-than",
                    "1g",
                    "--tag",
                    "a,b",
                    "--tag",
                    "c",
                    "--exclude-caches",
                    "-x",
                    "--skip-if-unchanged",
                    "--description",
                    "All"});
    const Json shown = jsonOf({"target", "show", "home"});
    EXPECT_EQ(shown["paths"], (Json{"/", currentDirectory() + "/sub/x"}));
    EXPECT_EQ(shown["machine"], hostName());
    EXPECT_EQ(shown["repositories"], Json{"far"});
    EXPECT_EQ(shown["pattern_groups"], Json{"caches"});
    EXPECT_EQ(shown["includes"], Json{"*.odt"});
    EXPECT_EQ(shown["excludes"], Json{"*.iso"});
    EXPECT_EQ(shown["excludes_ignoring_case"], Json{"*.TMP"});
    EXPECT_EQ(shown["exclude_if_present"], Json{".nobackup"});
    EXPECT_EQ(shown["exclude_larger_than"], 1 << 30);
    EXPECT_EQ(shown["tags"], (Json{"a", "b", "c"}));
    EXPECT_EQ(shown["excludes_caches"], true);
    EXPECT_EQ(shown["one_file_system"], true);
    EXPECT_EQ(shown["skips_if_unchanged"], true);
    EXPECT_EQ(shown["description"], "All");
    EXPECT_EQ(shown["states"],
              Json::parse(R"([{"repository":"far","state":"never run","behind":true}])"));
    EXPECT_NE(outputOf({"target", "show", "home"}).find("to far"), std::string::npos);
    EXPECT_NE(outputOf({"target", "list"}).find("never run"), std::string::npos);
}

TEST_F(TargetCommands, WithoutARepositoryTheDefaultOneIsMeant) {
    (void)outputOf({"target", "add", "home", "/"});
    EXPECT_EQ(jsonOf({"target", "show", "home"})["repositories"], Json{"near"});
    (void)outputOf({"repo", "default", "--none"});
    EXPECT_NE(errorOf({"target", "add", "b", "/"}).find("no repository to back up to"),
              std::string::npos);
}

TEST_F(TargetCommands, EditReplacesWhatIsGiven) {
    addHome();
    (void)outputOf({"target", "edit", "home", "-e", "a", "--tag", "t"});
    (void)outputOf({"target", "edit", "home", "/etc", "--name", "system", "--to", "near", "--clear",
                    "tags", "--machine", "", "--exclude-caches"});
    EXPECT_EQ(jsonOf({"target", "show", "system"})["excludes_caches"], true);
    (void)outputOf({"target", "edit", "system", "--exclude-caches=false"});
    const Json shown = jsonOf({"target", "show", "system"});
    EXPECT_EQ(shown["paths"], Json{"/etc"});
    EXPECT_EQ(shown["excludes"], Json{"a"});
    EXPECT_EQ(shown["tags"], Json::array());
    EXPECT_EQ(shown["machine"], "");
    EXPECT_EQ(shown["repositories"], Json{"near"});
    EXPECT_EQ(jsonOf({"target", "list"}).size(), 1U);
    (void)outputOf({"target", "remove", "system"});
    EXPECT_EQ(jsonOf({"target", "list"}), Json::array());
}

TEST_F(TargetCommands, HooksAndVerificationAreSetShownAndCleared) {
    addHome();
    EXPECT_EQ(jsonOf({"target", "show", "home"})["hook_before"], "");
    (void)outputOf({"target", "edit", "home", "--hook-before", "dump 'a b'", "--hook-after", "x",
                    "--hook-on-error", "y", "--hook-plugin", "watch", "--hook-time-limit", "1m30s",
                    "--verify-after", "10%"});
    Json shown = jsonOf({"target", "show", "home"});
    EXPECT_EQ(shown["hook_before"], "dump 'a b'");
    EXPECT_EQ(shown["hook_after"], "x");
    EXPECT_EQ(shown["hook_on_error"], "y");
    EXPECT_EQ(shown["hook_plugins"], Json{"watch"});
    EXPECT_EQ(shown["hook_time_limit"], 90);
    EXPECT_EQ(shown["verify_after"], "10%");
    EXPECT_NE(outputOf({"target", "show", "home"}).find("dump 'a b'"), std::string::npos);
    (void)outputOf({"target", "edit", "home", "--hook-before", "", "--clear", "hook_plugins",
                    "--verify-after", "none", "--hook-time-limit", "0"});
    shown = jsonOf({"target", "show", "home"});
    EXPECT_EQ(shown["hook_before"], "");
    EXPECT_EQ(shown["hook_plugins"], Json::array());
    EXPECT_EQ(shown["verify_after"], "");
    EXPECT_NE(errorOf({"target", "edit", "home", "--verify-after", "all"}).find("10%"),
              std::string::npos);
    EXPECT_NE(errorOf({"target", "edit", "home", "--hook-before", "'"}).find("quote"),
              std::string::npos);
    EXPECT_NE(errorOf({"target", "edit", "home", "--hook-time-limit", "soon"}).find("soon"),
              std::string::npos);
}

TEST_F(TargetCommands, RunTellsOfHooksAndDamage) {
    addHome();
    core_.onBackup = [&](services::BackupObserver& observer) {
        observer.onHookLine("before: dumped");
        services::BackupReport report;
        report.hookFailures = {"the hook after failed"};
        return report;
    };
    CliResult result = run({"target", "run", "home", "--repo-name", "near"});
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_NE(result.output.find("before: dumped"), std::string::npos);
    EXPECT_NE(result.errors.find("the hook after failed"), std::string::npos);
    EXPECT_NE(result.errors.find("a hook after a backup failed"), std::string::npos);
    core_.onBackup = [&](services::BackupObserver& observer) {
        observer.onFinding({.object = "pack 1", .message = "it is rotten"});
        services::BackupReport report;
        report.verification = services::VerificationReport{.errorCount = 1, .packsRead = 2};
        return report;
    };
    result = run({"target", "run", "home", "--repo-name", "near"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.errors.find("damage: pack 1: it is rotten"), std::string::npos);
    EXPECT_NE(result.errors.find("tl check --repo-name near"), std::string::npos);
    result = run({"target", "run", "home", "--repo-name", "near", "--json"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.output.find("\"verification\":{\"num_errors\":1,\"packs_read\":2}"),
              std::string::npos)
        << result.output;
    core_.onBackup = [&](services::BackupObserver&) {
        services::BackupReport report;
        report.verification = services::VerificationReport{.packsRead = 1};
        return report;
    };
    EXPECT_NE(outputOf({"target", "run", "home"}).find("1 pack read back"), std::string::npos);
}

TEST_F(TargetCommands, RefuseWhatMakesNoSense) {
    addHome();
    EXPECT_NE(errorOf({"target", "add", "x"}).find("a name and the files"), std::string::npos);
    EXPECT_NE(errorOf({"target", "add", "home", "/"}).find("already"), std::string::npos);
    EXPECT_NE(errorOf({"target", "add", "x", "/", "--to", "none"}).find("tl repo add"),
              std::string::npos);
    EXPECT_NE(errorOf({"target", "add", "x", "/", "--group", "none"}).find("tl pattern list"),
              std::string::npos);
    EXPECT_NE(errorOf({"target", "add", "x", "/", "-e", "[z-a"}).find("[z-a"), std::string::npos);
    EXPECT_NE(errorOf({"target", "add", "x", "/", "--exclude-larger-than", "big"}).find("big"),
              std::string::npos);
    EXPECT_NE(errorOf({"target", "add", "x", "/", "--exclude-caches=maybe"}).find("true or false"),
              std::string::npos);
    EXPECT_NE(errorOf({"target", "edit", "home", "--clear", "name"}).find("no list"),
              std::string::npos);
    EXPECT_NE(errorOf({"target", "edit", "home", "--clear", "paths"}).find("no paths"),
              std::string::npos);
    EXPECT_NE(errorOf({"target", "show", "none"}).find("tl target list"), std::string::npos);
    EXPECT_NE(errorOf({"target", "remove", "none"}).find("tl target list"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "remove", "far"}).find("target \"home\""), std::string::npos);
}

TEST_F(TargetCommands, RunBacksUpToEachRepository) {
    addHome();
    Words locations;
    core_.onBackup = [&](services::BackupObserver&) {
        locations.push_back(core_.backup.repository.location);
        return services::BackupReport{};
    };
    const std::string output = outputOf({"target", "run", "home"});
    EXPECT_EQ(locations, (Words{"/near", "sftp:far:/r"}));
    EXPECT_EQ(core_.backup.targetName, "home");
    EXPECT_EQ(core_.backup.targets, Words{"/"});
    EXPECT_EQ(core_.backup.repository.name, "far");
    EXPECT_NE(output.find("home to near:"), std::string::npos) << output;
    locations.clear();
    (void)outputOf({"target", "run", "--all", "--repo-name", "near", "-n"});
    EXPECT_EQ(locations, Words{"/near"});
    EXPECT_TRUE(core_.backup.dryRun);
    EXPECT_EQ(core_.backup.repository.password.file, "/p");
}

TEST_F(TargetCommands, RunTellsWhatFailedAndGoesOn) {
    addHome();
    int count = 0;
    core_.onBackup = [&](services::BackupObserver&) {
        if (++count == 1) throw Error{ErrorKind::Locked, "it is locked"};
        services::BackupReport report;
        report.failureCount = 1;
        return report;
    };
    const CliResult result = run({"target", "run", "home", "--json"});
    EXPECT_EQ(count, 2);
    EXPECT_EQ(result.exitCode, exitCode(ErrorKind::Locked));
    EXPECT_NE(result.errors.find("home to near"), std::string::npos) << result.errors;
    const std::string last =
        result.output.substr(result.output.rfind('\n', result.output.size() - 2) + 1);
    const Json summary = Json::parse(last);
    EXPECT_EQ(summary["message_type"], "target_summary");
    EXPECT_EQ(summary["runs"][0]["error"], "it is locked");
    EXPECT_EQ(summary["runs"][1]["exit_code"], 3);
    count = 1;
    EXPECT_EQ(run({"target", "run", "home"}).exitCode, 3) << "files are missing in all";
}

TEST_F(TargetCommands, RunRefusesWhatItCannotRun) {
    EXPECT_NE(errorOf({"target", "run"}).find("name targets"), std::string::npos);
    EXPECT_NE(errorOf({"target", "run", "--all"}).find("no targets yet"), std::string::npos);
    addHome();
    EXPECT_NE(errorOf({"target", "run", "home", "--all"}).find("name targets"), std::string::npos);
    EXPECT_NE(errorOf({"target", "run", "home", "none"}).find("no target named"),
              std::string::npos);
    EXPECT_EQ(core_.callCount, 0) << "nothing was begun";
    EXPECT_NE(errorOf({"target", "run", "home", "-r", "/x"}).find("--repo-name"),
              std::string::npos);
    EXPECT_NE(errorOf({"target", "run", "home", "--repo-name", "x"}).find("not backed up to"),
              std::string::npos);
}

TEST_F(TargetCommands, PatternGroupsAreMadeShownAndRemoved) {
    (void)outputOf({"pattern", "add", "own", "-e", "*.tmp", "--include", "*.c", "--ignore-case",
                    "--description", "Mine"});
    EXPECT_EQ(jsonOf({"pattern", "show", "own"}),
              Json::parse(R"({"name":"own","description":"Mine","includes":["*.c"],
                              "excludes":["*.tmp"],"ignores_case":true,"shipped":false})"));
    (void)outputOf({"pattern", "edit", "own", "--name", "mine", "-e", "*.bak"});
    EXPECT_EQ(jsonOf({"pattern", "show", "mine"})["excludes"], Json{"*.bak"});
    EXPECT_NE(outputOf({"pattern", "list"}).find("office-documents"), std::string::npos);
    EXPECT_NE(outputOf({"pattern", "show", "caches"}).find(".cache"), std::string::npos);
    (void)outputOf({"pattern", "remove", "mine"});
    EXPECT_NE(errorOf({"pattern", "remove", "mine"}).find("no pattern group"), std::string::npos);
    EXPECT_NE(errorOf({"pattern", "edit", "caches"}).find("comes with"), std::string::npos);
    EXPECT_NE(errorOf({"pattern", "add", "x"}).find("no patterns"), std::string::npos);
    EXPECT_NE(
        errorOf({"pattern", "add", "x", "-e", "a", "--ignore-case=odd"}).find("true or false"),
        std::string::npos);
}

}  // namespace
}  // namespace tl::cli
