#include "storage/limit/work_window.h"

#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "tests/support/counting_clock.h"

namespace tl::storage {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class WorkWindowTest : public testing::Test {
  protected:
    static constexpr std::int64_t kMidnight = 19'676 * std::int64_t{86'400};

    CountingClock clock_;
    std::vector<std::string> news_;
    WorkWindow window_{parseDaySpan("22:00-06:00").value(), clock_, TimeZone::utc(),
                       [this](const std::string& text) { news_.push_back(text); }};
};

TEST_F(WorkWindowTest, LetsPassAtOnceWhileOpen) {
    clock_.startSeconds = kMidnight + 23 * 3600;
    window_.pass({});
    EXPECT_TRUE(clock_.sleeps().empty());
    EXPECT_TRUE(news_.empty());
}

TEST_F(WorkWindowTest, WaitsUntilItOpensAndSaysSoOnce) {
    clock_.startSeconds = kMidnight + 7 * 3600;
    window_.pass({});
    EXPECT_GE(clock_.monotonic(), hours{15});
    EXPECT_LT(clock_.monotonic(), hours{15} + minutes{1});
    window_.pass({});
    ASSERT_EQ(news_.size(), 2U);
    EXPECT_NE(news_[0].find("22:00-06:00"), std::string::npos);
}

TEST_F(WorkWindowTest, PausesAgainTheNextMorning) {
    clock_.startSeconds = kMidnight;
    window_.pass({});
    clock_.advance(hours{6});
    window_.pass({});
    EXPECT_GE(clock_.monotonic(), hours{22});
    EXPECT_EQ(news_.size(), 2U);
}

TEST_F(WorkWindowTest, AStopEndsTheWait) {
    clock_.startSeconds = kMidnight + 12 * 3600;
    std::stop_source stop;
    clock_.onSleep = [&] { stop.request_stop(); };
    EXPECT_THROW(window_.pass(stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace tl::storage
