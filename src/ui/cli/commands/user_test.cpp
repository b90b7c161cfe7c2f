#include <gtest/gtest.h>

#include "infra/platform/temporary_directory.h"
#include "ui/cli/fake_core.h"
#include "ui/cli/json_line.h"

namespace tl::cli {
namespace {

class UserCommands : public testing::Test {
  protected:
    UserCommands() { core_.catalogPlace = folder_ / "catalog.db"; }

    CliResult run(const std::vector<std::string>& arguments,
                  int expected = 0,
                  std::vector<std::string> answers = {}) {
        FakeConsole console;
        console.isPersonThere = false;
        console.answers.assign(answers.begin(), answers.end());
        CliResult result = runFakeCli(core_, arguments, usualVariables(), console);
        EXPECT_EQ(result.exitCode, expected) << result.output << result.errors;
        return result;
    }
    Json json(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        return Json::parse(run(arguments).output);
    }

    TemporaryDirectory folder_;
    FakeCore core_;
};

TEST_F(UserCommands, ManageUsers) {
    run({"user", "add", "anna", "--role", "admin", "--description", "Anna A."});
    run({"user", "add", "ben"});
    run({"user", "edit", "ben", "--name", "benno", "--role", "operator", "--blocked"});
    const Json benno = json({"user", "show", "benno"});
    EXPECT_EQ(benno["role"], "operator");
    EXPECT_EQ(benno["is_blocked"], true);
    EXPECT_EQ(benno["has_password"], false);
    run({"user", "passwd", "benno"}, 0, {"long enough"});
    EXPECT_EQ(json({"user", "show", "benno"})["has_password"], true);
    EXPECT_FALSE(json({"user", "show", "benno"}).contains("password_hash"));
    EXPECT_EQ(run({"user", "show", "benno"}).output.find("scrypt"), std::string::npos);
    run({"user", "passwd", "benno", "--none"});
    EXPECT_NE(run({"user", "list"}).output.find("2 users"), std::string::npos);
    EXPECT_NE(run({"user", "remove", "anna"}, 1).errors.find("last Admin"), std::string::npos);
    run({"user", "remove", "benno"});
    run({"user", "add", "x", "--role", "root"}, 1);
}

TEST_F(UserCommands, ManageTokens) {
    run({"user", "add", "anna", "--role", "admin"});
    const Json made = json({"token", "create", "ci", "--user", "anna", "--scope", "backup",
                            "--scope", "look", "--expires", "never"});
    const std::string token = made["token"];
    EXPECT_EQ(token.substr(0, 3), "tl_");
    EXPECT_EQ(made["expires_at"], nullptr);
    const Json listed = json({"token", "list"});
    EXPECT_EQ(listed[0]["scopes"], Json({"backup", "look"}));
    EXPECT_EQ(listed.dump().find(token.substr(3)), std::string::npos);
    EXPECT_NE(run({"token", "list"}).output.find("never"), std::string::npos);
    const CliResult text =
        run({"token", "create", "other", "--user", "anna", "--scope", "look", "--expires", "30d"});
    EXPECT_EQ(text.output.size(), 68U) << "the token alone, for a script";
    run({"token", "remove", "ci"});
    run({"token", "remove", "ci"}, 1);
    EXPECT_NE(run({"token", "create", "x", "--user", "anna"}, 1).errors.find("scope"),
              std::string::npos);
    run({"token", "create", "x", "--scope", "look"}, 1);
    run({"token", "create", "x", "--user", "anna", "--scope", "all"}, 1);
}

}  // namespace
}  // namespace tl::cli
