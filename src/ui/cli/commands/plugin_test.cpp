#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

services::Plugin examplePlugin() {
    services::Plugin plugin{.name = "dav", .folder = "/plugins/dav", .program = "/plugins/dav/run"};
    plugin.manifest.name = "dav";
    plugin.manifest.version = "1.2";
    plugin.manifest.description = "web folders";
    plugin.manifest.options = {{.name = "user", .isRequired = true, .variable = "DAV_USER"},
                               {.name = "pass", .description = "the password", .isSecret = true}};
    return plugin;
}

TEST(PluginCommand, ListsPluginsWithTheirStates) {
    FakeCore core;
    core.plugins = {examplePlugin(), examplePlugin(), examplePlugin()};
    core.plugins[1].isEnabled = true;
    core.plugins[2].problem = "its program is not there";
    const auto text = runFakeCli(core, {"plugin", "list"}, {}).output;
    for (const char* part : {"dav   1.2", "disabled", "enabled", "refused", "web folders",
                             "its program is not there", "3 plugins"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    const auto json =
        nlohmann::json::parse(runFakeCli(core, {"plugin", "list", "--json"}, {}).output);
    ASSERT_EQ(json.size(), 3U);
    EXPECT_EQ(json[0]["kind"], "storage");
    EXPECT_EQ(json[1]["usable"], true);
    EXPECT_EQ(json[2]["problem"], "its program is not there");
    EXPECT_EQ(json[2]["usable"], false);
}

TEST(PluginCommand, CountsPluginsInWords) {
    FakeCore core;
    EXPECT_NE(runFakeCli(core, {"plugin", "list"}, {}).output.find("\n0 plugins\n"),
              std::string::npos);
    core.plugins = {examplePlugin()};
    EXPECT_NE(runFakeCli(core, {"plugin", "list"}, {}).output.find("\n1 plugin\n"),
              std::string::npos);
}

TEST(PluginCommand, ShowsOneWithItsOptions) {
    FakeCore core;
    core.plugins = {examplePlugin()};
    const auto text = runFakeCli(core, {"plugin", "show", "dav"}, {}).output;
    EXPECT_EQ(core.pluginCall, "load dav");
    for (const char* part : {"web folders", "-o plugin.dav.OPTION", "user (text, required)",
                             "pass (text, secret): the password"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    const auto json =
        nlohmann::json::parse(runFakeCli(core, {"plugin", "show", "dav", "--json"}, {}).output);
    EXPECT_EQ(json["options"][0]["variable"], "DAV_USER");
    EXPECT_EQ(json["options"][1]["secret"], true);
}

TEST(PluginCommand, EnablesAndDisables) {
    FakeCore core;
    EXPECT_NE(runFakeCli(core, {"plugin", "enable", "dav"}, {}).output.find("enabled dav"),
              std::string::npos);
    EXPECT_EQ(core.pluginCall, "enable dav");
    EXPECT_EQ(runFakeCli(core, {"plugin", "disable", "dav", "--json"}, {}).output,
              "{\"name\":\"dav\",\"enabled\":false}\n");
    EXPECT_EQ(core.pluginCall, "disable dav");
    EXPECT_EQ(runFakeCli(core, {"plugin", "enable"}, {}).exitCode, 1);
}

TEST(PluginCommand, TellsOfEachCheck) {
    FakeCore core;
    core.pluginChecks = {{.name = "starts"}, {.name = "lists", .problem = "nothing came"}};
    const auto result =
        runFakeCli(core, {"plugin", "test", "dav", "/a/path", "-o", "plugin.dav.user=me"}, {});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_EQ(result.output,
              "ok      starts\nFAILED  lists\n        nothing came\n2 checks, 1 failed\n");
    EXPECT_EQ(core.pluginUse.subject, "/a/path");
    EXPECT_EQ(core.pluginUse.options.at("plugin.dav.user"), "me");
    EXPECT_EQ(runFakeCli(core, {"plugin", "test", "dav", "--json"}, {}).output,
              "{\"message_type\":\"check\",\"name\":\"starts\",\"ok\":true}\n"
              "{\"message_type\":\"check\",\"name\":\"lists\",\"ok\":false,\"problem\":\"nothing "
              "came\"}\n"
              "{\"message_type\":\"summary\",\"checks\":2,\"failed\":1}\n");
    core.pluginChecks.pop_back();
    EXPECT_EQ(runFakeCli(core, {"plugin", "test", "dav"}, {}).exitCode, 0);
}

TEST(PluginCommand, PrintsASecretForUseAsAPasswordCommand) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"plugin", "secret", "keys", "backup"}, {}).output, "the secret\n");
    EXPECT_EQ(core.pluginUse.name, "keys");
    EXPECT_EQ(core.pluginUse.subject, "backup");
    EXPECT_EQ(runFakeCli(core, {"plugin", "secret", "keys"}, {}).exitCode, 1);
}

TEST(PluginCommand, MakesANewOne) {
    FakeCore core;
    const auto result =
        runFakeCli(core, {"plugin", "new", "mine", "--kind", "hook", "--folder", "/here"}, {});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.newPlugin.name, "mine");
    EXPECT_EQ(core.newPlugin.kind, services::PluginKind::Hook);
    EXPECT_EQ(core.newPlugin.folder, "/here");
    EXPECT_NE(result.output.find("tl plugin enable mine"), std::string::npos);
    EXPECT_EQ(runFakeCli(core, {"plugin", "new", "mine", "--kind", "gui"}, {}).exitCode, 1);
}

}  // namespace
}  // namespace tl::cli
