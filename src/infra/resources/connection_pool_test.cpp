#include "infra/resources/connection_pool.h"

#include <atomic>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl {
namespace {

struct FakeConnection {
    int number = 0;
    bool isWhole = true;
    [[nodiscard]] bool isUsable() const noexcept { return isWhole; }
};

class ConnectionPoolTest : public testing::Test {
  protected:
    using Pool = ConnectionPool<FakeConnection>;

    std::atomic<int> opened_ = 0;
    Pool pool_{2, [this](const std::stop_token&) {
                   auto connection = std::make_unique<FakeConnection>();
                   connection->number = ++opened_;
                   return connection;
               }};
};

TEST_F(ConnectionPoolTest, OpensOnlyWhatIsNeededAtOnce) {
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(pool_.take({})->number, 1);
    const auto first = pool_.take({});
    const auto second = pool_.take({});
    EXPECT_EQ(first->number, 1);
    EXPECT_EQ(second->number, 2);
}

TEST_F(ConnectionPoolTest, ABrokenConnectionIsNotUsedAgain) {
    pool_.take({})->isWhole = false;
    EXPECT_EQ(pool_.take({})->number, 2);
}

TEST_F(ConnectionPoolTest, AConnectionThatBreaksWhileIdleIsNotUsedAgain) {
    FakeConnection* idle = &*pool_.take({});
    idle->isWhole = false;
    EXPECT_EQ(pool_.take({})->number, 2);
}

TEST_F(ConnectionPoolTest, WaitsForOneThatIsOnLoan) {
    std::optional<Pool::Lease> first{pool_.take({})};
    const auto second = pool_.take({});
    std::atomic<int> number = 0;
    {
        const std::jthread waiting{[&] { number = pool_.take({})->number; }};
        first.reset();
    }
    EXPECT_EQ(number, 1);
}

TEST_F(ConnectionPoolTest, AStopEndsTheWait) {
    const auto first = pool_.take({});
    const auto second = pool_.take({});
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW((void)pool_.take(source.get_token()), Cancelled);
}

TEST(ConnectionPool, AFailureToOpenLeavesRoomForTheNext) {
    bool isDown = true;
    ConnectionPool<FakeConnection> pool{1, [&](const std::stop_token&) {
                                            if (isDown) throw Error{ErrorKind::Unavailable, "down"};
                                            return std::make_unique<FakeConnection>();
                                        }};
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(kindThrown([&] { (void)pool.take({}); }), ErrorKind::Unavailable);
    isDown = false;
    EXPECT_TRUE(pool.take({})->isUsable());
}

}  // namespace
}  // namespace tl
