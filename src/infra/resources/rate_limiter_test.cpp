#include "infra/resources/rate_limiter.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "tests/support/counting_clock.h"

namespace tl {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::uint64_t kPiece = std::uint64_t{64} << 10U;
constexpr std::uint64_t kRate = std::uint64_t{1} << 20U;

/// How much passes in `duration`, in pieces.
std::uint64_t passedIn(RateLimiter& limiter, Clock& clock, nanoseconds duration) {
    const nanoseconds end = clock.monotonic() + duration;
    std::uint64_t passed = 0;
    for (;;) {
        limiter.take(kPiece, {});
        if (clock.monotonic() > end) return passed;
        passed += kPiece;
    }
}

/// Within 5 %.
void expectNear(std::uint64_t actual, std::uint64_t wanted) {
    EXPECT_GE(actual, wanted * 95 / 100);
    EXPECT_LE(actual, wanted * 105 / 100);
}

TEST(RateLimiter, HoldsTheRateOverTenSeconds) {
    CountingClock clock;
    for (const std::uint64_t rate : {kRate / 8, kRate, 10 * kRate, 1000 * kRate}) {
        RateLimiter limiter{clock, [rate] { return rate; }};
        clock.advance(std::chrono::hours{1});  // What was not used is not saved up.
        expectNear(passedIn(limiter, clock, seconds{10}), 10 * rate);
    }
}

TEST(RateLimiter, MakesUpForSleepsThatLastTooLong) {
    CountingClock clock;
    RateLimiter limiter{clock, [] { return kRate; }};
    clock.onSleep = [&] { clock.advance(milliseconds{40}); };
    expectNear(passedIn(limiter, clock, seconds{10}), 10 * kRate);
}

TEST(RateLimiter, CountsTheTimeThatTheWorkItselfTakes) {
    CountingClock clock;
    RateLimiter limiter{clock, [] { return kRate; }};
    limiter.take(kPiece, {});
    clock.advance(milliseconds{100});  // Longer than the 62.5 ms that a piece has to take.
    const std::size_t sleeps = clock.sleeps().size();
    limiter.take(kPiece, {});
    EXPECT_EQ(clock.sleeps().size(), sleeps);
}

TEST(RateLimiter, LetsAllPassWithoutALimit) {
    CountingClock clock;
    RateLimiter limiter{clock, [] { return std::uint64_t{0}; }};
    for (int i = 0; i < 1000; ++i)
        limiter.take(kPiece, {});
    EXPECT_TRUE(clock.sleeps().empty());
}

TEST(RateLimiter, FollowsAChangeWhileSomebodyWaits) {
    CountingClock clock;
    std::atomic<std::uint64_t> rate = 1024;
    RateLimiter limiter{clock, [&rate] { return rate.load(); }};
    clock.onSleep = [&] {
        if (clock.monotonic() >= seconds{3}) rate = 0;
    };
    limiter.take(kPiece, {});  // A minute's worth.
    EXPECT_LT(clock.monotonic(), seconds{4});
    rate = kRate;
    clock.onSleep = {};
    expectNear(passedIn(limiter, clock, seconds{10}), 10 * kRate);
}

TEST(RateLimiter, AStopEndsTheWait) {
    CountingClock clock;
    RateLimiter limiter{clock, [] { return std::uint64_t{1}; }};
    std::stop_source stop;
    clock.onSleep = [&] { stop.request_stop(); };
    EXPECT_THROW(limiter.take(kPiece, stop.get_token()), Cancelled);
    EXPECT_THROW(limiter.take(1, stop.get_token()), Cancelled);
}

TEST(RateLimiter, ThreadsShareTheRate) {
    SystemClock clock;
    RateLimiter limiter{clock, [] { return 16 * kRate; }};
    const nanoseconds start = clock.monotonic();
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&limiter] {
                for (int i = 0; i < 16; ++i)
                    limiter.take(kPiece, {});
            });
    }
    EXPECT_GE(clock.monotonic() - start, milliseconds{249}) << "4 MiB at 16 MiB/s";
}

}  // namespace
}  // namespace tl
