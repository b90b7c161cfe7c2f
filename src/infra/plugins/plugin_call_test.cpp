#include "infra/plugins/plugin_call.h"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/plugins/test_plugin.h"

namespace tl::plugins {
namespace {

std::vector<PluginSetting> secretSetting() {
    std::vector<PluginSetting> settings;
    settings.push_back({.name = "pass",
                        .variable = "PASS",
                        .value = Secret::fromText("hunter2"),
                        .isSecret = true});
    settings.push_back({.name = "tries",
                        .variable = "TRIES",
                        .value = Secret::fromText("3"),
                        .type = OptionType::Number});
    return settings;
}

PluginAnswer call(const std::string& script, const CallFacts& facts = {{"event", "test"}}) {
    return callPlugin(shellPlugin(PluginKind::Hook, script), secretSetting(), facts, {});
}

/// The message of a call that fails.
std::string failure(const std::string& script) {
    try {
        (void)call(script);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
        return error.what();
    }
    return "no error";
}

void expectFailure(const std::string& script, const std::string& part) {
    const std::string said = failure(script);
    EXPECT_NE(said.find(part), std::string::npos) << said;
    EXPECT_EQ(said.find("hunter2"), std::string::npos) << said;
}

TEST(PluginCall, SendsTheCallAsADocumentAndAsVariables) {
    const TemporaryDirectory folder;
    EXPECT_TRUE(call("cat > " + (folder / "sent") + "; env > " + (folder / "environment") +
                         "; echo '{\"ok\": true}'",
                     {{"event", "before \"backup\""}, {"second-one", "b"}})
                    .isOk);
    EXPECT_EQ(readFile(folder / "sent", 10'000),
              "{\"protocol\":1,\"kind\":\"hook\",\"call\":{\"event\":\"before \\\"backup\\\"\","
              "\"second-one\":\"b\"},\"options\":{\"pass\":\"hunter2\",\"tries\":3}}");
    const std::string environment = readFile(folder / "environment", 100'000);
    for (const char* line :
         {"PASS=hunter2\n", "TRIES=3\n", "PATH=", "TIMELOCKER_CALL_EVENT=before \"backup\"\n",
          "TIMELOCKER_CALL_SECOND_ONE=b\n"})
        EXPECT_NE(environment.find(line), std::string::npos) << line;
}

TEST(PluginCall, PassesWhatIsTooLongForAVariableInTheDocumentOnly) {
    EXPECT_TRUE(call("[ -z \"$TIMELOCKER_CALL_TEXT\" ] && [ $(wc -c) -gt 200000 ] && "
                     "echo '{\"ok\": true}'",
                     {{"text", std::string(200'000, 'x')}})
                    .isOk);
}

TEST(PluginCall, ReturnsARefusalAndASecret) {
    const PluginAnswer refused = call("echo '{\"ok\": false, \"error\": \"not now\"}'");
    EXPECT_FALSE(refused.isOk);
    EXPECT_EQ(refused.error, "not now");
    EXPECT_EQ(call("echo '{\"ok\": true, \"secret\": \"s\"}'").secret.text(), "s");
}

TEST(PluginCall, AProgramThatFailsIsUnavailableAndSaysWhy) {
    expectFailure("echo \"no $PASS here\" >&2; exit 3", "(exit status 3); it said: no *** here");
    expectFailure("echo '{\"ok\": true}'; exit 1", "exit status 1");
    expectFailure("kill -SEGV $$", "killed by signal 11");
    expectFailure("true", "without an answer");
    expectFailure("echo hunter2", "no JSON object");
}

TEST(PluginCall, AFloodIsCutOff) {
    expectFailure("yes", "more than a mebibyte");
    expectFailure("yes >&2 & sleep 0.1; kill $!; exit 2", "it said: ");
}

TEST(PluginCall, AProgramThatHangsIsGivenUp) {
    for (const char* script : {"sleep 1000", "exec >&-; sleep 1000", "yes >&2",
                               "trap '' TERM; while true; do sleep 1; done"}) {
        Plugin plugin = shellPlugin(PluginKind::Hook, script);
        plugin.manifest.answerMax = std::chrono::seconds{1};
        const auto start = std::chrono::steady_clock::now();
        EXPECT_EQ(kindThrown([&] { (void)callPlugin(plugin, {}, {}, {}); }),
                  ErrorKind::Unavailable);
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{10});
    }
}

TEST(PluginCall, AStopEndsIt) {
    std::stop_source stop;
    std::jthread stopping{[&stop] { stop.request_stop(); }};
    EXPECT_THROW(
        (void)callPlugin(shellPlugin(PluginKind::Hook, "sleep 1000"), {}, {}, stop.get_token()),
        Cancelled);
}

}  // namespace
}  // namespace tl::plugins
