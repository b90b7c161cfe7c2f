#include "storage/retry/backoff.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/counting_clock.h"
#include "tests/support/fixed_random.h"

namespace tl::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

TEST(Backoff, DoublesUpToItsLongestWait) {
    CountingClock clock;
    FixedRandom middle{std::byte{0}, std::byte{0x80}};
    Backoff backoff{{}, clock, middle};
    for (const int wanted : {1, 2, 4, 8, 16, 32, 60, 60})
        EXPECT_EQ(backoff.next(), seconds{wanted});
}

TEST(Backoff, KeepsClientsApart) {
    CountingClock clock;
    FixedRandom lowest{std::byte{0}, std::byte{0}};
    FixedRandom highest{std::byte{0xFF}, std::byte{0xFF}};
    EXPECT_EQ((Backoff{{}, clock, lowest}.next()), milliseconds{500});
    const auto longest = Backoff{{}, clock, highest}.next().value();
    EXPECT_GT(longest, milliseconds{1499});
    EXPECT_LT(longest, milliseconds{1500});
}

TEST(Backoff, TriesLastAtTheEndOfTheTimeThatStartsWithTheFirstFailure) {
    CountingClock clock;
    SystemRandom random;
    Backoff backoff{{.totalMax = minutes{5}}, clock, random};
    clock.advance(minutes{20});  // The call itself may take its time.
    const nanoseconds start = clock.monotonic();
    while (const auto wait = backoff.next())
        clock.advance(*wait);
    EXPECT_EQ(clock.monotonic() - start, minutes{5});
}

TEST(Backoff, GivesUpAtOnceWithoutTime) {
    CountingClock clock;
    SystemRandom random;
    EXPECT_FALSE((Backoff{{.totalMax = nanoseconds{0}}, clock, random}.next()));
}

}  // namespace
}  // namespace tl::storage
