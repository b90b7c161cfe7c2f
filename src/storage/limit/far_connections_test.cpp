#include "storage/limit/far_connections.h"

#include <gtest/gtest.h>

namespace tl::storage {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

TEST(ConnectionsFor, FollowTheDistance) {
    EXPECT_EQ(connectionsFor(nanoseconds{0}, 5, 16), 5U);
    EXPECT_EQ(connectionsFor(milliseconds{4}, 5, 16), 5U);
    EXPECT_EQ(connectionsFor(milliseconds{10}, 5, 16), 7U);
    EXPECT_EQ(connectionsFor(milliseconds{25}, 5, 16), 10U);
    EXPECT_EQ(connectionsFor(milliseconds{50}, 5, 16), 15U);
    EXPECT_EQ(connectionsFor(milliseconds{100}, 5, 16), 16U);
    EXPECT_EQ(connectionsFor(hours{10'000}, 5, 16), 16U);
    EXPECT_EQ(connectionsFor(milliseconds{-5}, 5, 16), 5U);
}

TEST(ConnectionsFor, StayAsTheyAreWhereMoreAreOfNoUse) {
    EXPECT_EQ(connectionsFor(milliseconds{100}, 5, 5), 5U);
    EXPECT_EQ(connectionsFor(milliseconds{100}, 5, 0), 5U);
}

TEST(FarConnections, GoByTheShortestCall) {
    FarConnections connections{5, 16};
    for (const int logIn : {300, 310, 290})
        EXPECT_EQ(connections.note(milliseconds{logIn}), 5U) << "too early to tell";
    EXPECT_EQ(connections.note(milliseconds{50}), 15U);
    EXPECT_EQ(connections.note(milliseconds{2000}), 15U) << "a busy server is not farther away";
    EXPECT_EQ(connections.note(milliseconds{20}), 9U);
    EXPECT_EQ(connections.note(microseconds{100}), 5U);
    EXPECT_EQ(connections.note(milliseconds{50}), 5U);
}

}  // namespace
}  // namespace tl::storage
