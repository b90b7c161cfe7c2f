#include "ui/cli/commands/setup.h"

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class SetupCommands : public CatalogCommandsFixture {
  protected:
    SetupCommands() {
        makeDirectories(home_ + "/documents", 0700);
        writeFile(folder_ / "password", "secret\n");
        // Nothing is at any place until something is made there.
        core_.onCall = [this] {
            if (core_.init.repository.location.empty())
                throw Error{ErrorKind::NoRepository, "nothing is there"};
        };
    }

    [[nodiscard]] Words words(const Words& more) const {
        Words all{"setup",     "--yes", "-r", folder_ / "repository", "-p", folder_ / "password",
                  "--systemd", "none"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    CliResult setUp(const Words& more) { return run(words(more), {{"HOME", home_}}); }

    const std::string home_ = folder_ / "home";
};

TEST_F(SetupCommands, TakesWhatIsSuggested) {
    const CliResult result = setUp({});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core_.init.repository.location, folder_ / "repository");
    EXPECT_EQ(core_.init.repository.password.file, folder_ / "password");
    const Json repository = jsonOf({"repo", "show", "repository"});
    EXPECT_EQ(repository["password_kind"], "file");
    EXPECT_EQ(repository["default"], true);
    const Json target = jsonOf({"target", "show", "home"});
    EXPECT_EQ(target["paths"], Json{home_});
    EXPECT_EQ(target["pattern_groups"], (Json{"caches", "build-output", "trash"}));
    EXPECT_EQ(jsonOf({"schedule", "show", "home"})["timing"], "daily 20:00");
    EXPECT_EQ(jsonOf({"schedule", "show", "tidy-repository"})["action"], "forget");
    EXPECT_EQ(jsonOf({"policy", "show", "home"})["rules"]["keep-monthly"], "12");
    EXPECT_EQ(core_.backup.targetName, "home") << "the first backup";
    EXPECT_NE(result.output.find("no file that is fit"), std::string::npos) << "of the fake";
    EXPECT_NE(result.output.find("tl restore latest -r repository"), std::string::npos);
}

TEST_F(SetupCommands, TakesAllAnswersFromTheCommandLine) {
    const CliResult result =
        setUp({home_ + "/documents", "--name", "near", "--target", "papers", "--group", "none",
               "--schedule", "hourly", "--keep", "last 3", "--backup=false", "--json"});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    const Json summary = Json::parse(result.output);
    EXPECT_EQ(summary["message_type"], "setup_summary");
    EXPECT_EQ(summary["repository"], "near");
    EXPECT_EQ(summary["target"], "papers");
    EXPECT_EQ(summary["schedules"], (Json{"papers", "tidy-near"}));
    EXPECT_EQ(summary["policy"], "papers");
    EXPECT_EQ(jsonOf({"target", "show", "papers"})["pattern_groups"], Json::array());
    EXPECT_TRUE(core_.backup.targetName.empty());
}

TEST_F(SetupCommands, ADryRunMakesNothing) {
    const CliResult result = setUp({"--dry-run"});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_NE(result.output.find("make the repository repository at "), std::string::npos);
    EXPECT_NE(result.output.find("+ target home"), std::string::npos);
    EXPECT_NE(result.output.find("this was a dry run"), std::string::npos);
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
    EXPECT_TRUE(core_.init.repository.location.empty());
}

TEST_F(SetupCommands, ASecondTimeAddsNothingTwice) {
    EXPECT_EQ(setUp({}).exitCode, 0);
    const CliResult bare = run({"setup", "--yes"}, {{"HOME", home_}});
    EXPECT_EQ(bare.exitCode, 0);
    EXPECT_NE(bare.output.find("target home of 1 path"), std::string::npos) << bare.output;
    EXPECT_EQ(bare.output.find("agree"), std::string::npos) << "that was asked before";
    EXPECT_EQ(setUp({}).exitCode, 0);
    EXPECT_EQ(jsonOf({"repo", "list"}).size(), 1U);
    EXPECT_EQ(jsonOf({"target", "list"}).size(), 1U);
    EXPECT_EQ(jsonOf({"schedule", "list"}).size(), 2U);
    EXPECT_EQ(jsonOf({"policy", "list"}).size(), 1U);
}

TEST_F(SetupCommands, NamesThatAreTakenAreRefused) {
    EXPECT_EQ(setUp({"--backup=false"}).exitCode, 0);
    const CliResult repository = run({"setup", "--yes", "-r", folder_ / "other", "-p",
                                      folder_ / "password", "--name", "repository"},
                                     {{"HOME", home_}});
    EXPECT_EQ(repository.exitCode, 1);
    EXPECT_NE(repository.errors.find("a repository repository already"), std::string::npos);
    const CliResult target = setUp({home_ + "/documents", "--target", "home"});
    EXPECT_NE(target.errors.find("a target home already"), std::string::npos) << target.errors;
}

TEST_F(SetupCommands, ARepositoryIsNotMadeAmongOtherFiles) {
    const std::string documents = home_ + "/documents";
    makeDirectories(documents, 0700);
    writeFile(documents + "/letter", "mine");
    const CliResult refused =
        run({"setup", "--yes", "-r", documents, "-p", folder_ / "password"}, {{"HOME", home_}});
    EXPECT_EQ(refused.exitCode, 1);
    EXPECT_NE(refused.errors.find("\"letter\""), std::string::npos) << refused.errors;
    EXPECT_TRUE(core_.init.repository.location.empty());
    makeDirectories(folder_ / "disk/lost+found", 0700);
    const CliResult made = run(
        {"setup", "--yes", "-r", folder_ / "disk", "-p", folder_ / "password"}, {{"HOME", home_}});
    EXPECT_EQ(made.exitCode, 0) << made.errors;
}

TEST_F(SetupCommands, WrongOptionsSayWhatToDo) {
    EXPECT_NE(setUp({"--schedule", "sometimes"}).errors.find("--schedule"), std::string::npos);
    EXPECT_NE(setUp({"--keep", "much"}).errors.find("daily 7, weekly 5"), std::string::npos);
    EXPECT_NE(setUp({"--group", "nothing"}).errors.find("tl pattern list"), std::string::npos);
    EXPECT_NE(setUp({"/nowhere/at/all"}).errors.find("there is no"), std::string::npos);
    EXPECT_NE(setUp({"--name", "a/b"}).errors.find("cannot be a name"), std::string::npos);
    EXPECT_NE(run({"setup", "--yes"}, {{"HOME", home_}}).errors.find("-r"), std::string::npos);
    EXPECT_NE(run({"setup", "--yes", "-r", "/x"}, {{"HOME", home_}}).errors.find("--make-password"),
              std::string::npos);
    EXPECT_NE(run({"setup", "--json", "-r", "/x"}, {{"HOME", home_}}).errors.find("--yes"),
              std::string::npos);
    EXPECT_NE(setUp({"--insecure-no-password"}).errors.find("password"), std::string::npos);
    writeFile(folder_ / "file", "");
    EXPECT_NE(run({"setup", "--yes", "-r", folder_ / "file/x", "-p", folder_ / "password"},
                  {{"HOME", home_}})
                  .errors.find("is no folder"),
              std::string::npos);
    EXPECT_TRUE(core_.init.repository.location.empty()) << "nothing was made";
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
}

TEST_F(SetupCommands, WhatWasMadeIsToldWhenItEndsEarly) {
    core_.onBackup = [](services::BackupObserver&) -> services::BackupReport { throw Cancelled{}; };
    const CliResult result = setUp({});
    EXPECT_EQ(result.exitCode, 130);
    EXPECT_NE(result.errors.find("Made before it ended: the repository at "), std::string::npos)
        << result.errors;
    EXPECT_NE(result.errors.find("the target home"), std::string::npos) << result.errors;
}

TEST_F(SetupCommands, ABackupThatFailsIsTheResult) {
    core_.onBackup = [](services::BackupObserver&) -> services::BackupReport {
        throw Error{ErrorKind::Locked, "it is locked"};
    };
    const CliResult result = setUp({});
    EXPECT_EQ(result.exitCode, exitCode(ErrorKind::Locked));
    EXPECT_EQ(core_.listing.snapshot, "") << "no restore is tried";
    EXPECT_NE(result.output.find("What comes next"), std::string::npos);
}

TEST_F(SetupCommands, ARepositoryThatIsThereIsUsedWithItsPassword) {
    core_.onCall = [] {};
    makeDirectories(folder_ / "repository", 0700);
    const CliResult result = setUp({});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_TRUE(core_.init.repository.location.empty()) << "it is not made again";
    EXPECT_EQ(core_.listed, services::ObjectKind::Keys);
    EXPECT_NE(result.output.find("use the repository that is there"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli
