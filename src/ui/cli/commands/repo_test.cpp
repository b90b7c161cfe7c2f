#include "ui/cli/commands/repo.h"

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class RepoCommands : public CatalogCommandsFixture {
  protected:
    /// What `snapshots` is asked of with these words.
    services::RepositoryAccess accessOf(Words words, const Variables& variables = {}) {
        words.insert(words.begin(), "snapshots");
        const CliResult result = run(words, variables);
        EXPECT_EQ(result.exitCode, 0) << result.errors;
        errors_ = result.errors;
        return core_.access;
    }
    void addPhotos() {
        (void)outputOf({"repo", "add", "photos", "sftp:nas:/photos", "-p", "/p", "-o",
                        "sftp.connections=4", "--key-hint", "abcd", "--description",
                        "All of them"});
    }

    std::string errors_;
};

TEST_F(RepoCommands, AddAndShowAndList) {
    addPhotos();
    const Json shown = jsonOf({"repo", "show", "photos"});
    EXPECT_EQ(shown, Json::parse(R"({"name":"photos","description":"All of them",
        "location":"sftp:nas:/photos","password_kind":"file","password_reference":"/p",
        "key_hint":"abcd","options":{"sftp.connections":"4"},"region_rule":"",
        "default":false})"));
    EXPECT_EQ(jsonOf({"repo", "list"}), Json::array({shown}));
    const std::string list = outputOf({"repo", "list"});
    EXPECT_NE(list.find("sftp:nas:/photos"), std::string::npos) << list;
    EXPECT_NE(list.find("file /p"), std::string::npos) << list;
    const std::string text = outputOf({"repo", "show", "photos"});
    EXPECT_NE(text.find("sftp.connections=4"), std::string::npos) << text;
}

TEST_F(RepoCommands, ListOfNothingIsEmptyAndMakesNoCatalog) {
    EXPECT_EQ(jsonOf({"repo", "list"}), Json::array());
    EXPECT_FALSE(exists(core_.catalogPlace));
}

TEST_F(RepoCommands, APathOfAPasswordFileIsKeptWhole) {
    (void)outputOf({"repo", "add", "a", "/a", "-p", "secrets/p"});
    EXPECT_EQ(jsonOf({"repo", "show", "a"})["password_reference"],
              currentDirectory() + "/secrets/p");
}

TEST_F(RepoCommands, AnEmptyPasswordIsRefusedAsItWouldBeForgotten) {
    const CliResult result = run({"repo", "add", "a", "/a", "--insecure-no-password"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_NE(result.errors.find("give it to each command"), std::string::npos) << result.errors;
}

TEST_F(RepoCommands, EditChangesWhatIsGiven) {
    addPhotos();
    (void)outputOf({"repo", "edit", "photos", "--name", "pictures", "--location", "/srv/p",
                    "--password-command", "pass photos", "--remove-option", "sftp.connections",
                    "-o", "local.connections=1"});
    const Json shown = jsonOf({"repo", "show", "pictures"});
    EXPECT_EQ(shown["location"], "/srv/p");
    EXPECT_EQ(shown["description"], "All of them");
    EXPECT_EQ(shown["password_kind"], "command");
    EXPECT_EQ(shown["password_reference"], "pass photos");
    EXPECT_EQ(shown["options"], (Json{{"local.connections", "1"}}));
    (void)outputOf({"repo", "edit", "pictures", "--no-password", "--description", ""});
    EXPECT_EQ(jsonOf({"repo", "show", "pictures"})["password_kind"], "");
    EXPECT_EQ(jsonOf({"repo", "show", "pictures"})["description"], "");
    (void)outputOf({"repo", "edit", "pictures", "--keyring", "repository photos"});
    EXPECT_EQ(jsonOf({"repo", "show", "pictures"})["password_kind"], "keyring");
}

TEST_F(RepoCommands, RefuseWhatMakesNoSense) {
    addPhotos();
    EXPECT_NE(errorOf({"repo", "add", "photos"}).find("a name and a location"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "add", "photos", "/x"}).find("already"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "add", "a/b", "/x"}).find("cannot be a name"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "add", "b", "bad:x"}).find("no storage"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "add", "b", "/x", "-r", "/y"}).find("not by -r"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "add", "b", "/x", "-p", "/p", "--keyring", "k v"}).find("exclude"),
              std::string::npos);
    EXPECT_NE(errorOf({"repo", "add", "b", "/x", "-o", "plugin.p.token=s"}).find("is a secret"),
              std::string::npos);
    EXPECT_NE(errorOf({"repo", "edit", "photos", "--remove-option", "x"}).find("no option"),
              std::string::npos);
    EXPECT_NE(errorOf({"repo", "edit", "none", "--name", "x"}).find("no repository named"),
              std::string::npos);
    EXPECT_NE(errorOf({"repo", "show", "none"}).find("tl repo list"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "remove", "none"}).find("no repository named"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "default", "none"}).find("no repository named"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "default", "photos", "--none"}).find("exclude"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "stats", "none"}).find("no repository named"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "list", "x"}).find("no arguments"), std::string::npos);
    EXPECT_NE(errorOf({"repo", "list", "--catalog", "postgresql://a:b@h/d"}).find("~/.pgpass"),
              std::string::npos);
}

TEST_F(RepoCommands, ANameStandsForTheRepository) {
    addPhotos();
    for (const Words& words : {Words{"-r", "photos"}, Words{"--repo-name", "photos"}}) {
        const auto access = accessOf(
            words, {{"RESTIC_PASSWORD", "for others"}, {"RESTIC_PASSWORD_FILE", "/for/others"}});
        EXPECT_EQ(access.name, "photos");
        EXPECT_EQ(access.location, "sftp:nas:/photos");
        EXPECT_EQ(access.password.file, "/p");
        EXPECT_FALSE(access.password.environmentValue);
        EXPECT_EQ(access.keyHint, "abcd");
        EXPECT_EQ(access.options.at("sftp.connections"), "4");
    }
    const auto access = accessOf({"--password-command", "x"}, {{"RESTIC_REPOSITORY", "photos"}});
    EXPECT_EQ(access.name, "photos");
    EXPECT_EQ(access.password.command, "x");
    EXPECT_EQ(access.password.file, "");
}

TEST_F(RepoCommands, ALocationIsWhatItWasForRestic) {
    addPhotos();
    EXPECT_EQ(accessOf({"-r", "./photos"}).name, "");
    EXPECT_EQ(accessOf({"-r", "./photos"}).location, "./photos");
    EXPECT_EQ(accessOf({"-r", "unknown"}).location, "unknown");
    EXPECT_EQ(accessOf({"-r", "sftp:photos"}).name, "");
    // What is there in this folder goes before a name. Other tests, which may run beside this one
    // in the same folder, have other names.
    (void)outputOf({"repo", "add", "of-the-folder", "sftp:nas:/of"});
    writeFile("of-the-folder", "");
    const auto access = accessOf({"-r", "of-the-folder"});
    removeFile("of-the-folder");
    EXPECT_EQ(access.location, "of-the-folder");
    EXPECT_EQ(access.name, "");
    EXPECT_NE(errors_.find("--repo-name of-the-folder"), std::string::npos) << errors_;
}

TEST_F(RepoCommands, ADamagedCatalogLeavesLocationsAlone) {
    writeFile(core_.catalogPlace, std::string(5000, 'x'));
    EXPECT_EQ(accessOf({"-r", "/srv/r"}).location, "/srv/r");
    writeFile("beside-damage", "");
    EXPECT_EQ(accessOf({"-r", "beside-damage"}).location, "beside-damage");
    removeFile("beside-damage");
    EXPECT_NE(errorOf({"snapshots", "-r", "beside-damage"}).find("the catalog is damaged"),
              std::string::npos);
}

TEST_F(RepoCommands, NamesThatAreNotThereAreToldSo) {
    EXPECT_NE(errorOf({"snapshots", "--repo-name", "none"}).find("no repository named"),
              std::string::npos);
    EXPECT_NE(errorOf({"snapshots", "--repo-name", "a", "-r", "/b"}).find("exclude"),
              std::string::npos);
}

TEST_F(RepoCommands, TheDefaultIsMeantWhereNoneIsNamed) {
    EXPECT_NE(errorOf({"snapshots"}).find("tl repo default"), std::string::npos);
    addPhotos();
    EXPECT_EQ(jsonOf({"repo", "default"})["default"], nullptr);
    EXPECT_EQ(jsonOf({"repo", "default", "photos"})["default"], "photos");
    EXPECT_EQ(accessOf({}).name, "photos");
    EXPECT_EQ(accessOf({}, {{"RESTIC_REPOSITORY", "/other"}}).location, "/other");
    (void)outputOf({"repo", "add", "office", "/o", "--default"});
    EXPECT_EQ(accessOf({}).name, "office");
    (void)outputOf({"repo", "remove", "office"});
    EXPECT_NE(errorOf({"snapshots"}).find("no repository is named"), std::string::npos);
    (void)outputOf({"repo", "default", "photos"});
    EXPECT_EQ(jsonOf({"repo", "default", "--none"})["default"], nullptr);
}

TEST_F(RepoCommands, AllAtOnceGoesOnAfterOneThatFails) {
    EXPECT_NE(errorOf({"snapshots", "--all-repos"}).find("tl repo add"), std::string::npos);
    for (const char* name : {"a", "b", "c"})
        (void)outputOf({"repo", "add", name, std::string{"/"} + name});
    const std::string all = outputOf({"snapshots", "--all-repos"});
    EXPECT_NE(all.find("repository a:"), std::string::npos);
    EXPECT_NE(all.find("repository c:"), std::string::npos);
    EXPECT_NE(errorOf({"snapshots", "--all-repos", "-r", "/x"}).find("exclude"), std::string::npos);

    int count = 0;
    core_.onCheck = [&count](services::CheckObserver&) {
        if (++count == 2) throw Error{ErrorKind::WrongPassword, "wrong password"};
        services::CheckReport report;
        report.errorCount = count == 3 ? 1 : 0;
        return report;
    };
    const CliResult result = run({"check", "--all-repos"});
    EXPECT_EQ(count, 3);
    EXPECT_EQ(result.exitCode, exitCode(ErrorKind::WrongPassword));
    EXPECT_NE(result.errors.find("b: wrong password"), std::string::npos) << result.errors;
    EXPECT_NE(result.errors.find("not all is well with: b, c"), std::string::npos);
}

TEST_F(RepoCommands, StatsAreMeasuredAndRemembered) {
    addPhotos();
    EXPECT_NE(outputOf({"repo", "stats", "photos"}).find("nothing is known yet"),
              std::string::npos);
    core_.statisticsReport.figures.totalBytes = 2048;
    core_.statisticsReport.snapshotCount = 3;
    EXPECT_NE(outputOf({"repo", "stats", "photos", "--measure"}).find("bytes 2.000 KiB"),
              std::string::npos);
    EXPECT_EQ(core_.statistics.mode, services::StatisticsMode::RawData);
    EXPECT_EQ(core_.statistics.repository.name, "photos");
    core_.statisticsReport.figures.totalBytes = 4096;
    (void)outputOf({"repo", "stats", "photos", "--measure"});
    const Json json = jsonOf({"repo", "stats", "photos"});
    ASSERT_EQ(json["figures"].size(), 2U);
    EXPECT_EQ(json["figures"][1]["bytes"], 4096);
    EXPECT_EQ(json["figures"][1]["source"], "stats");
    EXPECT_EQ(jsonOf({"repo", "stats", "photos", "--last", "1"})["figures"].size(), 1U);
}

TEST_F(RepoCommands, ASourceMayBeNamed) {
    addPhotos();
    (void)outputOf({"repo", "add", "copy", "/copy", "-p", "/q"});
    const CliResult result =
        run({"copy", "-r", "copy", "--from-repo", "photos"}, {{"RESTIC_FROM_PASSWORD", "x"}});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core_.copy.source.location, "sftp:nas:/photos");
    EXPECT_EQ(core_.copy.source.password.file, "/p");
    EXPECT_EQ(core_.copy.destination.location, "/copy");
    EXPECT_EQ(core_.copy.destination.password.file, "/q");
}

}  // namespace
}  // namespace tl::cli
