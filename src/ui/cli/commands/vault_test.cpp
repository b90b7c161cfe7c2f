#include <gtest/gtest.h>

#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "ui/cli/fake_core.h"
#include "ui/cli/json_line.h"

namespace tl::cli {
namespace {

class VaultCommands : public testing::Test {
  protected:
    VaultCommands() {
        core_.vaultPlace = folder_ / "vault";
        core_.catalogPlace = folder_ / "catalog.db";
    }

    CliResult run(const std::vector<std::string>& arguments,
                  int expected = 0,
                  std::vector<std::string> answers = {}) {
        FakeConsole console;
        console.isPersonThere = false;
        console.answers.assign(answers.begin(), answers.end());
        Variables variables = usualVariables();
        variables["TIMELOCKER_VAULT_PASSWORD"] = "master";
        CliResult result = runFakeCli(core_, arguments, variables, console);
        EXPECT_EQ(result.exitCode, expected) << result.output << result.errors;
        return result;
    }

    TemporaryDirectory folder_;
    FakeCore core_;
};

TEST_F(VaultCommands, HoldSecretsThatAreNeverShown) {
    run({"vault", "list"}, 1);
    run({"vault", "create"});
    run({"vault", "create"}, 1);
    run({"vault", "set", "mail"}, 0, {"the secret"});
    run({"secret", "set", "vault:photos"}, 0, {"another"});
    EXPECT_EQ(run({"vault", "list"}).output, "mail\nphotos\n");
    EXPECT_EQ(Json::parse(run({"vault", "list", "--json"}).output), Json({"mail", "photos"}));
    const CliResult shown = run({"vault", "show", "--json"});
    EXPECT_EQ(Json::parse(shown.output)["vault"], core_.vaultPlace);
    run({"secret", "test", "vault:mail"});
    run({"secret", "test", "vault:other"}, 1);
    run({"secret", "remove", "vault:photos"});
    run({"vault", "remove", "mail"});
    EXPECT_EQ(run({"vault", "list"}).output, "");
    EXPECT_EQ(readFile(core_.vaultPlace, 10'000).find("the secret"), std::string::npos);
}

TEST_F(VaultCommands, ChangeThePassword) {
    writeFile(folder_ / "new", "other master\n");
    run({"vault", "create"});
    run({"vault", "passwd", "--new-password-file", folder_ / "new"});
    EXPECT_NE(run({"vault", "list"}, 12).errors.find("wrong password"), std::string::npos);
}

TEST_F(VaultCommands, SayWhatIsWrong) {
    EXPECT_NE(run({"vault", "unlock", "--for", "48h"}, 1).errors.find("a day"), std::string::npos);
    EXPECT_NE(run({"secret", "set", "command:x"}, 1, {"secret"}).errors.find("keyring"),
              std::string::npos);
    EXPECT_NE(run({"secret", "set", "hunter2"}, 1).errors.find("never by itself"),
              std::string::npos);
}

TEST_F(VaultCommands, ARepositoryNamesTheVault) {
    run({"repo", "add", "near", "/near", "--vault", "photos"});
    const Json near = Json::parse(run({"repo", "show", "near", "--json"}).output);
    EXPECT_EQ(near["password_kind"], "vault");
    EXPECT_EQ(near["password_reference"], "photos");
    run({"repo", "edit", "near", "--secret-plugin", "p/x"});
    run({"repo", "edit", "near", "--vault", "a", "--keyring", "a b"}, 1);
}

}  // namespace
}  // namespace tl::cli
