#include <gtest/gtest.h>

#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "ui/cli/fake_core.h"
#include "ui/cli/json_line.h"

namespace tl::cli {
namespace {

class NotifyCommands : public testing::Test {
  protected:
    NotifyCommands() { core_.catalogPlace = folder_ / "catalog.db"; }

    CliResult run(std::vector<std::string> arguments, int expected = 0) {
        arguments.insert(arguments.begin(), "notify");
        CliResult result = runFakeCli(core_, arguments);
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

TEST_F(NotifyCommands, EachOptionReachesTheDefinition) {
    runFakeCli(core_, {"target", "add", "home", "/home"});
    runFakeCli(core_, {"repo", "add", "near", "/near"});
    run({"add",
         "hook",
         "webhook",
         "--set",
         "url=https://example.org/a=b",
         "--secret",
         "key=file:/etc/key",
         "--on",
         "failure",
         "--on",
         "overdue",
         "--for-repo",
         "near",
         "--quiet-hours",
         "22:00-07:00",
         "--template",
         "{what}",
         "--title",
         "{outcome}",
         "--description",
         "the hook"});
    const Json hook = json({"show", "hook"});
    EXPECT_EQ(hook["kind"], "webhook");
    EXPECT_EQ(hook["description"], "the hook");
    EXPECT_EQ(hook["events"], Json({"failure", "overdue"}));
    EXPECT_EQ(hook["settings"], Json({{"repositories", "near"},
                                      {"title", "{outcome}"},
                                      {"url", "https://example.org/a=b"}}));
    EXPECT_EQ(hook["secrets"], Json({{"key", "file:/etc/key"}}));
    EXPECT_EQ(hook["quiet_hours"], "22:00-07:00");
    EXPECT_EQ(hook["message_template"], "{what}");
    EXPECT_EQ(hook["is_paused"], false);
}

TEST_F(NotifyCommands, EditChangesWhatIsGiven) {
    run({"add", "screen", "desktop", "--title", "x", "--quiet-hours", "22:00-07:00"});
    run({"edit", "screen", "--name", "desk", "--paused", "--quiet-hours", "", "--title", "", "--on",
         "success"});
    const Json desk = json({"show", "desk"});
    EXPECT_EQ(desk["is_paused"], true);
    EXPECT_EQ(desk["quiet_hours"], "");
    EXPECT_EQ(desk["settings"], Json::object());
    EXPECT_EQ(desk["events"], Json({"success"}));
    run({"edit", "desk", "--unset", "title"}, 1);
    EXPECT_NE(run({"list"}).output.find("1 channel"), std::string::npos);
    EXPECT_NE(run({"show", "desk"}).output.find("desktop"), std::string::npos);
    run({"remove", "desk"});
    EXPECT_EQ(json({"list"}), Json::array());
}

TEST_F(NotifyCommands, ATestIsDelivered) {
    run({"add", "note", "command", "--set",
         "command=sh -c 'echo $TIMELOCKER_NOTICE_EVENT >" + (folder_ / "note") + "'"});
    EXPECT_EQ(json({"test", "note", "--event", "overdue"})["delivered"], true);
    EXPECT_EQ(readFile(folder_ / "note", 100), "overdue\n");
}

TEST_F(NotifyCommands, SayWhatIsWrong) {
    EXPECT_NE(run({"add", "x", "pigeon"}, 1).errors.find("desktop, email"), std::string::npos);
    EXPECT_NE(run({"add", "x"}, 1).errors.find("a kind"), std::string::npos);
    EXPECT_NE(run({"show", "x"}, 1).errors.find("tl notify list"), std::string::npos);
    EXPECT_NE(run({"add", "x", "desktop", "--set", "nothing"}, 1).errors.find("NAME=VALUE"),
              std::string::npos);
    EXPECT_NE(run({"overdue", "--after", "1y"}, 1).errors.find("days and hours"),
              std::string::npos);
    EXPECT_EQ(json({"overdue", "--after", "2d"})["overdue"], 0);
    const CliResult secret =
        run({"add", "x", "webhook", "--set", "url=https://x", "--secret", "key=hunter2"}, 1);
    EXPECT_EQ(secret.errors.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli
