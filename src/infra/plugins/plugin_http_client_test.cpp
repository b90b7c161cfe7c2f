#include "infra/plugins/plugin_http_client.h"

#include <thread>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/plugins/test_plugin.h"

namespace tl::plugins {
namespace {

/// Answers each request with its path's last letter, as long as `before` does nothing else: a line
/// of shell that sees the path as $path.
std::string serving(const std::string& before) {
    return "end=$(printf '\\r'); while read -r method path version; do "
           "while read -r line && [ \"$line\" != \"$end\" ]; do :; done; " +
           before +
           "\n[ $method = HEAD ] && size=0 || size=1; "
           "printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\n'; "
           "[ $size = 0 ] || printf %s \"${path#/}\"; done";
}

class PluginHttpClientTest : public testing::Test {
  protected:
    void start(const std::string& script) {
        PluginStorage storage{.plugin = shellPlugin(PluginKind::Storage, script), .path = "p"};
        storage.plugin.manifest.startMax = startMax_;
        storage.plugin.manifest.connection = connection_;
        storage.settings.push_back({.name = "pass",
                                    .variable = "PASS",
                                    .value = Secret::fromText("hunter2"),
                                    .isSecret = true});
        client_ = std::make_unique<PluginHttpClient>(
            std::move(storage), HttpSettings{.stuckTimeout = std::chrono::seconds{1}}, clock_,
            random_);
    }

    std::string get(const std::string& path) {
        const HttpResponse response = client_->send({.url = kPluginUrl + path}, std::stop_token{});
        return {reinterpret_cast<const char*>(response.body.data()), response.body.size()};
    }

    void expectFailure(ErrorKind kind, const std::string& part, const std::string& path = "a") {
        try {
            (void)get(path);
            ADD_FAILURE() << "no error";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), kind) << error.what();
            const std::string said = error.what();
            EXPECT_NE(said.find(part), std::string::npos) << said;
            EXPECT_EQ(said.find("hunter2"), std::string::npos) << said;
        }
    }

    const TemporaryDirectory folder_;
    std::chrono::seconds startMax_{10};
    PluginConnection connection_ = PluginConnection::Stdio;
    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<PluginHttpClient> client_;
};

TEST_F(PluginHttpClientTest, StartsTheProgramOnUseAndOnce) {
    start("echo started >> " + (folder_ / "starts") + "; " + serving(""));
    EXPECT_FALSE(exists(folder_ / "starts"));
    EXPECT_EQ(get("x"), "x");
    EXPECT_EQ(get("y"), "y");
    EXPECT_EQ(readFile(folder_ / "starts", 1000), "started\n");
}

TEST_F(PluginHttpClientTest, AProgramThatDiesAtWorkIsStartedAgain) {
    start(serving("[ $path != /d ] || { echo \"dead: $PASS\" >&2; exit 3; }"));
    EXPECT_EQ(get("x"), "x");
    expectFailure(ErrorKind::Unavailable, "it said: dead: ***", "d");
    EXPECT_EQ(get("x"), "x");
}

TEST_F(PluginHttpClientTest, OneThatAlwaysFailsIsGivenUp) {
    start(serving("[ $path != /d ] || exit 3"));
    for (int i = 0; i <= 5; ++i)
        expectFailure(ErrorKind::Unavailable, "exit status 3", "d");
    expectFailure(ErrorKind::ResourceExhausted, "failed 6 times in a row", "d");
}

TEST_F(PluginHttpClientTest, OneThatEndsAtItsStartIsSetUpWrongly) {
    start("echo 'no such remote' >&2; exit 1");
    expectFailure(ErrorKind::InvalidInput, "it said: no such remote");
}

TEST_F(PluginHttpClientTest, OneThatCannotBeStartedSaysSo) {
    PluginStorage storage{.plugin = shellPlugin(PluginKind::Storage, ""), .path = {}};
    storage.plugin.program = "/nowhere/program";
    PluginHttpClient client{std::move(storage), {}, clock_, random_};
    try {
        (void)client.send({.url = std::string{kPluginUrl} + "a"}, {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::NotFound);
    }
}

TEST_F(PluginHttpClientTest, OneThatHangsAtItsStartIsGivenUp) {
    startMax_ = std::chrono::seconds{1};
    start("sleep 1000");
    expectFailure(ErrorKind::Unavailable, "has not answered within 1 s");
}

TEST_F(PluginHttpClientTest, OneThatHangsAtWorkIsStartedAgain) {
    start(serving("[ $path != /h ] || sleep 1000"));
    expectFailure(ErrorKind::Unavailable, "has sent and taken nothing for 1 s", "h");
    EXPECT_EQ(get("x"), "x");
}

TEST_F(PluginHttpClientTest, RubbishAndFloodsAreFailures) {
    start("echo rubbish; sleep 1000");
    expectFailure(ErrorKind::Unavailable, "no HTTP server");
    start("while :; do echo y; done");
    expectFailure(ErrorKind::Unavailable, "no HTTP server");
    start("yes >&2 & " + serving(""));
    EXPECT_EQ(get("x"), "x") << "who talks much is served all the same";
}

TEST_F(PluginHttpClientTest, AnAddressIsReadFromTheFirstLine) {
    connection_ = PluginConnection::Address;
    start("echo http://example.org/; sleep 1000");
    expectFailure(ErrorKind::Unavailable, "its first line is to be http://127.0.0.1:PORT/");
    start("yes | tr -d '\\n'");
    expectFailure(ErrorKind::Unavailable, "its first line has no end");
    start("exit 0");
    expectFailure(ErrorKind::InvalidInput, "exit status 0");
    startMax_ = std::chrono::seconds{1};
    start("sleep 1000");
    expectFailure(ErrorKind::Unavailable, "has not answered within 1 s");
}

TEST_F(PluginHttpClientTest, AStopEndsTheWaitForAStart) {
    start("sleep 1000");
    std::stop_source stop;
    std::jthread stopping{[&stop] { stop.request_stop(); }};
    EXPECT_THROW((void)client_->send({.url = std::string{kPluginUrl} + "a"}, stop.get_token()),
                 Cancelled);
}

TEST_F(PluginHttpClientTest, SeveralThreadsStartOneProgram) {
    start("echo started >> " + (folder_ / "starts") + "; " + serving(""));
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([this] { EXPECT_EQ(get("x"), "x"); });
    }
    EXPECT_EQ(readFile(folder_ / "starts", 1000), "started\n");
}

}  // namespace
}  // namespace tl::plugins
