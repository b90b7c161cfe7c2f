#include "services/monitoring/notices/web_call.h"

#include <deque>
#include <optional>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "tests/support/counting_clock.h"

namespace tl::services {
namespace {

/// Answers with one status after another; 0 stands for a broken line.
class FakeServer final : public HttpClient {
  public:
    explicit FakeServer(std::deque<int> statuses) : statuses_{std::move(statuses)} {}

    [[nodiscard]] HttpResponse send(const HttpRequest&, const std::stop_token&) override {
        ++requests_;
        const int status = statuses_.front();
        statuses_.pop_front();
        if (status == 0) throw Error{ErrorKind::Unavailable, "the line broke"};
        return {.status = status};
    }

    int requests_ = 0;

  private:
    std::deque<int> statuses_;
};

class WebCall : public testing::Test {
  protected:
    std::optional<ErrorKind> outcomeOf(FakeServer& server) {
        return kindThrown(
            [&] { callWeb(server, [] { return HttpRequest{.url = "http://x"}; }, clock_, {}); });
    }

    CountingClock clock_;
};

TEST_F(WebCall, TriesAgainWhileTheOtherSideIsNotWell) {
    FakeServer server{{503, 0, 429, 204}};
    EXPECT_EQ(outcomeOf(server), std::nullopt);
    using std::chrono::milliseconds;
    EXPECT_EQ(clock_.sleeps(), (std::vector<std::chrono::nanoseconds>{
                                   milliseconds{500}, milliseconds{1000}, milliseconds{2000}}));
}

TEST_F(WebCall, GivesUpAfterFiveTries) {
    FakeServer server{{500, 500, 500, 0, 502, 200}};
    EXPECT_EQ(outcomeOf(server), ErrorKind::Unavailable);
    EXPECT_EQ(server.requests_, 5);
}

TEST_F(WebCall, DoesNotInsistOnWhatWillNotChange) {
    for (const auto& [status, kind] :
         {std::pair{404, ErrorKind::InvalidInput}, std::pair{301, ErrorKind::InvalidInput},
          std::pair{401, ErrorKind::PermissionDenied},
          std::pair{403, ErrorKind::PermissionDenied}}) {
        FakeServer server{{status, 200}};
        EXPECT_EQ(outcomeOf(server), kind) << status;
        EXPECT_EQ(server.requests_, 1);
    }
}

TEST_F(WebCall, EndsWhenStopped) {
    std::stop_source stop;
    clock_.onSleep = [&stop] { stop.request_stop(); };
    FakeServer server{{503, 503, 200}};
    EXPECT_THROW(
        callWeb(
            server, [] { return HttpRequest{.url = "http://x"}; }, clock_, stop.get_token()),
        Cancelled);
    EXPECT_EQ(server.requests_, 1);
}

}  // namespace
}  // namespace tl::services
