#include "infra/platform/readiness.h"

#include <array>

#include <gtest/gtest.h>
#include <unistd.h>

#include "infra/errors/error.h"

namespace tl {
namespace {

using std::chrono::milliseconds;

constexpr Readiness kBoth{.canRead = true, .canWrite = true};
constexpr Readiness kRead{.canRead = true, .canWrite = false};
constexpr Readiness kWrite{.canRead = false, .canWrite = true};

class ReadinessTest : public testing::Test {
  protected:
    ReadinessTest() { EXPECT_EQ(::pipe(ends_.data()), 0); }
    ~ReadinessTest() override {
        ::close(ends_[0]);
        if (ends_[1] >= 0) ::close(ends_[1]);
    }

    std::array<int, 2> ends_{};
};

TEST_F(ReadinessTest, SaysWhatCanBeDone) {
    EXPECT_EQ(waitUntilReady(ends_[0], kRead, milliseconds{0}, {}), Readiness{});
    EXPECT_EQ(waitUntilReady(ends_[1], kWrite, milliseconds{0}, {}), kWrite);
    ASSERT_EQ(::write(ends_[1], "x", 1), 1);
    EXPECT_EQ(waitUntilReady(ends_[0], kBoth, milliseconds{1000}, {}), kRead);
}

TEST_F(ReadinessTest, AnEndThatIsGoneCanBeReadToItsEnd) {
    ::close(ends_[1]);
    ends_[1] = -1;
    EXPECT_EQ(waitUntilReady(ends_[0], kRead, milliseconds{1000}, {}), kRead);
}

TEST_F(ReadinessTest, GivesUpWhenTheTimeIsOver) {
    EXPECT_FALSE(waitUntilReady(ends_[0], kRead, milliseconds{1}, {}).isAny());
}

TEST_F(ReadinessTest, AStopEndsTheWait) {
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW((void)waitUntilReady(ends_[0], kRead, milliseconds{100'000}, source.get_token()),
                 Cancelled);
}

}  // namespace
}  // namespace tl
