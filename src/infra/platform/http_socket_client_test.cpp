#include "infra/platform/http_socket_client.h"

#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/process.h"

namespace tl {
namespace {

/// A program that calls `answer` of its script at the end of each request's headers.
class Server {
  public:
    explicit Server(const std::string& answer,
                    std::chrono::nanoseconds stuckTimeout = std::chrono::minutes{1})
        : process_{{.arguments = {"sh", "-c",
                                  "end=$(printf '\\r'); while read -r line; do "
                                  "[ \"$line\" != \"$end\" ] || { " +
                                      answer + "; }; done"},
                    .group = ProcessGroup::Own,
                    .input = ProcessInput::Socket}},
          client_{makeSocketHttpClient(
              process_.takeSocket(), HttpVersion::One, {.stuckTimeout = stuckTimeout})} {}

    [[nodiscard]] std::string get() {
        const HttpResponse response = client_->send({.url = "http://127.0.0.1/a"}, {});
        return std::to_string(response.status) + " " +
               std::string{reinterpret_cast<const char*>(response.body.data()),
                           response.body.size()};
    }
    [[nodiscard]] ErrorKind failure() {
        return kindThrown([this] { (void)get(); }).value_or(ErrorKind::Internal);
    }
    [[nodiscard]] bool isConnected() const { return client_->isConnected(); }

  private:
    Process process_;
    const std::unique_ptr<SocketHttpClient> client_;
};

constexpr const char* kFine =
    "n=$((n + 1)); printf 'HTTP/1.1 200 OK\\r\\nContent-Length: %s\\r\\n\\r\\n%s' ${#n} $n";

TEST(SocketHttpClient, SendsRequestAfterRequestOnOneConnection) {
    Server server{kFine};
    EXPECT_EQ(server.get(), "200 1");
    EXPECT_EQ(server.get(), "200 2");
    EXPECT_EQ(server.get(), "200 3");
    EXPECT_TRUE(server.isConnected());
}

TEST(SocketHttpClient, SeveralThreadsShareTheConnection) {
    Server server{kFine};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&server] {
            for (int request = 0; request < 5; ++request)
                EXPECT_TRUE(server.get().starts_with("200 "));
        });
    threads.clear();
    EXPECT_EQ(server.get(), "200 41");
}

TEST(SocketHttpClient, IsOfNoMoreUseWhenTheOtherEndHangsUp) {
    Server server{"exit 0"};
    EXPECT_EQ(server.failure(), ErrorKind::Unavailable);
    EXPECT_FALSE(server.isConnected());
    EXPECT_EQ(server.failure(), ErrorKind::Unavailable);
}

TEST(SocketHttpClient, RefusesRubbish) {
    Server server{"echo rubbish"};
    EXPECT_EQ(server.failure(), ErrorKind::Unavailable);
    EXPECT_FALSE(server.isConnected());
}

TEST(SocketHttpClient, DoesNotBelieveASize) {
    Server tooLong{"printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nok'; exit 0"};
    EXPECT_EQ(tooLong.failure(), ErrorKind::Unavailable);
    Server tooShort{"printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\nokay'"};
    EXPECT_EQ(tooShort.get(), "200 o");
    EXPECT_EQ(tooShort.failure(), ErrorKind::Unavailable) << "what is left is no answer";
}

TEST(SocketHttpClient, GivesUpWhatIsStuckAndLetsNobodyWaitForIt) {
    Server server{"sleep 1000", std::chrono::milliseconds{200}};
    std::optional<ErrorKind> other;
    {
        std::jthread waiting{[&] { other = server.failure(); }};
        EXPECT_EQ(server.failure(), ErrorKind::Unavailable);
    }
    EXPECT_EQ(other, ErrorKind::Unavailable);
    EXPECT_FALSE(server.isConnected());
}

TEST(SocketHttpClient, AStopEndsTheWait) {
    Process process{{.arguments = {"sleep", "1000"},
                     .group = ProcessGroup::Own,
                     .input = ProcessInput::Socket}};
    const auto client = makeSocketHttpClient(process.takeSocket(), HttpVersion::One, {});
    std::stop_source stop;
    std::jthread stopping{[&stop] { stop.request_stop(); }};
    EXPECT_THROW((void)client->send({.url = "http://127.0.0.1/"}, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace tl
